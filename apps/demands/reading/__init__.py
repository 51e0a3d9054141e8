"""Reads tender documents: blocks of a file, sections, rows, facts. Pure Python; runs in the limited child."""
