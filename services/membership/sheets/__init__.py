"""Sheets: CSV as people send it, read into lines that a job settles one by one."""
