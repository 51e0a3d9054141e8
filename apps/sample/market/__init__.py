"""An invented market of any size: products and demands of the shipped instrument types, the same ones at every run.

`World(seed)` is small and quick to make. `products(count)` and `demands(count)` stream engine facts; the first n of a
longer stream are the shorter stream. Nothing here is a real product: makers, models and figures are drawn by a
pseudo-random generator. What makes it like a real market:

- types in families with their own parameters, sizes skewed; two products in a hundred are filed under a wrong type
- 8 to 16 values a product, of every kind, in the units that makers print (psi, bar, K, h), a few hundred values a
  parameter that many makers share, and a tail of values of their own
- test conditions, evidence that expires, several values for one parameter, imported references
- titles with synonyms, a part of which no product's text holds (`InstrumentType.held_out`)
"""

from apps.sample.market.market import TODAY, World
from apps.sample.market.types import InstrumentType

__all__ = ["TODAY", "InstrumentType", "World"]
