"""Template tags of demands."""
