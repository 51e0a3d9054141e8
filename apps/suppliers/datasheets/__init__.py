"""样本: a maker's datasheet is kept, read by a worker, looked at value by value, and written into a product."""
