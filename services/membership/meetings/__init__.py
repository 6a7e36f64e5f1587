"""Meetings of bodies and working groups: planned, held with who came, decided, minuted; or cancelled."""
