"""What an assembly does about losses: reserves cover them as far as it says, the rest is carried forward."""
