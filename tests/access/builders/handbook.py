"""Places of the help."""

from __future__ import annotations

from tests.access.world import Params, builds
from tests.cast import Cast


@builds
def page_of_the_help(cast: Cast) -> Params:
    """A how-to that stands in the repository."""
    return {"slug": "maker"}


@builds
def no_page_of_the_help(cast: Cast) -> Params:
    """A page that nobody wrote."""
    return {"slug": "no-such-page"}
