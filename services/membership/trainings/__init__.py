"""Trainings: sessions with places, who came for how long, certificates, and the roles that they grant."""
