"""Compares demands with products clause by clause and keeps the results."""
