"""Tags of the workbenches."""
