"""Pages of demands: board, writing, review of rows, steps, detail."""
