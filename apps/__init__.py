"""The rooms of the platform: one Django app for each part of the domain."""
