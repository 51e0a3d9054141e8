"""A small market for tests of the nightly re-match: demands of one family, and one over everything."""

from __future__ import annotations

from apps.demands.models import Demand
from apps.matching.models import Night, NightTask, Standing
from apps.matching.nights import working
from tests.cast import Cast, organisation_of
from tests.support.market import make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
WEAK = GOOD | {"test.pressure": "40 MPa"}
LOUD = GOOD | {"test.noise": "≤62 dB"}


def market(cast: Cast, *, demands: int = 2) -> list[Demand]:
    """Three products, and demands that were compared with them; the last one has no instrument type."""
    maker = organisation_of(cast.sales_engineer)
    for model, specs in (("GOOD-1", GOOD), ("LOUD-1", LOUD), ("WEAK-1", WEAK)):
        make_product(maker=maker, model=model, specs=specs)
    institution, author = organisation_of(cast.institution_member), cast.institution_member
    made = [make_demand(institution=institution, author=author) for _ in range(demands)]
    version = made[-1].published_version
    assert version is not None
    version.category = None
    version.save()
    for demand in made:
        match_now(demand)
    return made


def done(night: Night) -> Night:
    """The night, read again after its work."""
    night.refresh_from_db()
    return night


def do_task(task: NightTask) -> None:
    """What the outbox does with a task of a night."""
    working.execute_task({"task_id": task.pk})


def rows() -> list[dict[str, object]]:
    """All standings without the moments at which they were found."""
    moments = ("as_of", "changed_at", "asked_at")
    kept = Standing.objects.order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in moments} for row in kept]
