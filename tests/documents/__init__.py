"""The readers of foreign formats."""
