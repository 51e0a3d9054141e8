"""What the routes of the taxonomy are about."""

from __future__ import annotations

from apps.taxonomy.models import Parameter
from tests.access.builders.suppliers import instrument_type
from tests.access.world import Params, builds
from tests.cast import Cast


@builds
def parameter(cast: Cast) -> Params:
    """A parameter of the instrument type's template."""
    instrument_type(cast)
    return {"code": Parameter.objects.order_by("pk")[0].code}
