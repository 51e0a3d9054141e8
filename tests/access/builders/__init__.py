"""Builders of what the access table is about, one module an app."""
