"""What allocations owe to persons, and its payment."""
