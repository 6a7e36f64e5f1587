"""Support cases: a creation, a transfer to the workers, a conversion or a revision, led step by step."""
