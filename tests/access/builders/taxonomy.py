"""What the routes of the taxonomy are about."""

from __future__ import annotations

from apps.taxonomy import editing
from apps.taxonomy.models import Category, NameProposal, Parameter
from tests.access.builders.suppliers import instrument_type
from tests.access.world import Params, builds
from tests.cast import Cast, acting, organisation_of
from tests.taxonomy.proposals import make_proposal


@builds
def parameter(cast: Cast) -> Params:
    """A parameter of the instrument type's template."""
    instrument_type(cast)
    return {"code": Parameter.objects.order_by("pk")[0].code}


def _proposal(cast: Cast, name: str) -> NameProposal:
    category = Category.objects.get(code=instrument_type(cast)["code"])
    return make_proposal(category, organisation=organisation_of(cast.institution_member), name=name, source=name)


@builds
def open_proposal(cast: Cast) -> Params:
    """A name that an institution's demand prints and no template knows."""
    return {"proposal_id": _proposal(cast, "承压上限").pk}


@builds
def accepted_proposal(cast: Cast) -> Params:
    """Such a name, accepted as an alias."""
    proposal = _proposal(cast, "压力极限")
    editing.accept_alias(proposal.pk, parameter_code="t.pressure", actor=acting(cast.administrator))
    return {"proposal_id": proposal.pk}
