"""Trials of instruments: what was measured becomes evidence."""
