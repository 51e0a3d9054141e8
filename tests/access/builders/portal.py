"""Places of the workbench."""

from __future__ import annotations

from tests.access.world import Params, builds
from tests.cast import Cast


@builds
def first_steps_put_away(cast: Cast) -> Params:
    """The choice to put the list of first steps away."""
    return {"choice": "hidden"}


@builds
def first_steps_in_another_word(cast: Cast) -> Params:
    """A word that is no choice."""
    return {"choice": "sideways"}
