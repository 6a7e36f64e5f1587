"""The revenue of activities and what each contributes to the cooperative."""
