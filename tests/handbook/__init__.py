"""The help: pages, search, definitions in place."""
