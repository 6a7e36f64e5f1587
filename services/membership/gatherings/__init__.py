"""Gatherings: visits, mini-trainings, workshops and Thursday meetings, with sign-up across cooperatives."""
