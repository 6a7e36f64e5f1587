"""Shifts: slots that members staff, attendance, and the standing that follows from it."""
