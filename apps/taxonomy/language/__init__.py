"""The requirement language: what a tender asks and what a maker states, in exact numbers.

Pure Python; it knows neither Django nor the database. `types` holds the words, `units` the unit table, the reading
modules turn text into these words, and `verdict` compares the two sides.
"""
