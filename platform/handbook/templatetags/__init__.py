"""Tags of the help."""
