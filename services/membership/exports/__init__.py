"""What leaves membership as a sheet that membership takes back."""
