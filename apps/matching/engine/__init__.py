"""The engine: exact, explained matching over columns of ranks. Pure numpy and numba; docs/algorithms/engine.md."""
