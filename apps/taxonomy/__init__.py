"""细分领域表: categories, parameters, units, and the requirement language."""
