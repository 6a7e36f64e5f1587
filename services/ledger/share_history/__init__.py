"""The history of the shares as an older register has it: every movement on its own day, taken over into this one."""
