"""The world of the API's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.api.world import World, make_world
from tests.cast import Cast


@pytest.fixture
def world(cast: Cast) -> World:
    """Everybody and one of each thing."""
    return make_world(cast)


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Rate limits count in the cache; no test sees what another has used up."""
    cache.clear()
    yield
    cache.clear()
