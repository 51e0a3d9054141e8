"""Pages that show many apps: home, search, workbenches. Nothing imports it."""
