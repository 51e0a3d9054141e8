"""Weights for the access table: a draft, a proposal of the administrator's, and one of another's."""

from __future__ import annotations

from apps.accounts.models import User
from apps.matching import weight_services
from tests.access.world import Params, builds
from tests.cast import Cast, acting, make_member, organisation_of
from tests.matching.weighting import OTHER


def _proposed(user: User) -> Params:
    made = weight_services.draft(OTHER, actor=acting(user))
    return {"set_id": weight_services.propose(made.pk, reason="价格更重要", actor=acting(user)).pk}


@builds
def drafted_weights(cast: Cast) -> Params:
    """A draft of the administrator's."""
    return {"set_id": weight_services.draft(OTHER, actor=acting(cast.administrator)).pk}


@builds
def proposed_weights(cast: Cast) -> Params:
    """A proposal of the administrator's."""
    return _proposed(cast.administrator)


@builds
def weights_of_another(cast: Cast) -> Params:
    """A proposal of a second administrator's."""
    return _proposed(make_member(organisation=organisation_of(cast.administrator), role="administrator"))
