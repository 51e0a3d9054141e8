"""What allauth's routes are about. The real links are followed in tests/accounts."""

from __future__ import annotations

from tests.access.world import Params, builds
from tests.cast import Cast


@builds
def unknown_confirmation(cast: Cast) -> Params:
    """A link of confirmation that was never sent."""
    return {"key": "never-sent"}


@builds
def unknown_reset_key(cast: Cast) -> Params:
    """A link for a new password that was never sent."""
    return {"uidb36": "1", "key": "never-sent"}
