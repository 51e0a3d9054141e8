"""Places in the description of the API."""

from __future__ import annotations

from tests.access.world import Params, builds
from tests.cast import Cast


@builds
def group_of_operations(cast: Cast) -> Params:
    """A group that has operations."""
    return {"tag": "products"}


@builds
def no_group_of_operations(cast: Cast) -> Params:
    """A group that no operation belongs to."""
    return {"tag": "no-such-group"}
