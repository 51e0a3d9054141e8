"""Pages of products: the catalogue, a product, a maker's products, Excel, the review."""
