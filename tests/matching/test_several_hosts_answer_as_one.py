"""Workers with families of their own, each with a folder of its own, say together what one process says."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from apps.demands.models import Demand, DemandVersion
from apps.matching.engine.merged import Best, merge_best
from apps.matching.families import family_of_products
from apps.matching.listeners import handle_groups
from apps.matching.models import MatchRun, Night, NightTask, Standing, StandingPart
from apps.matching.nights import families, planning
from apps.suppliers.models import Product
from apps.taxonomy.models import Category
from config.worker import queues_of_this_worker
from tests.cast import Cast, acting, organisation_of
from tests.matching.nightly import GOOD, LOUD, WEAK, do_task, rows
from tests.matching.weighting import restore_first_version
from tests.support.market import do_waiting_work, make_category, make_demand, make_product, match_now
from tests.support.workers import WorkerPool

GROUPS = 2
FAMILIES = ("family-0", "family-1", "family-2", "family-3", "")
PATIENCE_S = 60


def _make_types() -> list[Category]:
    """Instrument types of several families, one of them without any."""
    first = make_category()
    return [
        first,
        *(
            Category.objects.create(
                code=f"9999{place:02}", level=3, name_zh=f"测试仪 {place}", parent=first.parent, family=family
            )
            for place, family in enumerate(FAMILIES, start=2)
        ),
    ]


def _make_market(cast: Cast) -> None:
    """Products of every type, a demand of each, one of the class above them all, and one of no class."""
    maker, types = organisation_of(cast.sales_engineer), _make_types()
    for place, category in enumerate(types):
        for number, specs in enumerate((GOOD, LOUD, WEAK) * 8):
            product = make_product(maker=maker, model=f"M-{place}-{number}", specs=specs, price_wan=20 + 7 * place)
            Product.objects.filter(pk=product.pk).update(category=category)
    for asked in (*types, types[0].parent, None):
        demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
        DemandVersion.objects.filter(demand=demand).update(category=asked)


def _night(cast: Cast) -> Night:
    return planning.begin(actor=acting(cast.administrator))


def _families_in(state: Path) -> set[str]:
    """The families that a host has in its folder."""
    return set(json.loads((state / "catalogue" / "families.json").read_text())["families"])


def _families_with_products() -> set[str]:
    products = Product.objects.filter(status=Product.Status.PUBLISHED).select_related("category")
    return {family_of_products(product.category) for product in products}


def _wait(night: Night) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while Night.objects.get(pk=night.pk).state == Night.State.RUNNING:
        assert time.monotonic() < deadline, list(night.tasks.values_list("group", "state", "attempts", "error"))
        time.sleep(0.1)


def _said() -> list[dict[str, object]]:
    """What is kept of every demand, but for the number of the night and the names of the states that were seen."""
    return [{name: value for name, value in row.items() if name not in ("night_id", "epoch")} for row in rows()]


@pytest.fixture
def two_groups(settings: Settings) -> None:
    """This process hands work out to two groups of families."""
    settings.FAMILY_GROUPS = GROUPS
    handle_groups()


@pytest.mark.django_db(transaction=True)
def test_two_hosts_say_what_one_process_says(
    cast: Cast,
    no_worker: None,
    worker_pool: WorkerPool,
    start_worker: Callable[[], int],
    settings: Settings,
    tmp_path: Path,
) -> None:
    restore_first_version()
    _make_market(cast)
    alone = _night(cast)
    do_waiting_work()
    assert Night.objects.get(pk=alone.pk).state == Night.State.DONE
    said = _said()
    assert len(said) == len(FAMILIES) + 3
    Standing.objects.all().delete()

    settings.FAMILY_GROUPS = GROUPS
    handle_groups()
    for group in range(GROUPS):
        worker_pool.start_host(tmp_path / f"host-{group}", families=str(group), groups=GROUPS)
    together = _night(cast)
    _wait(together)
    assert {(task.state, task.group) for task in together.tasks.all()} == {
        (NightTask.State.DONE, 0),
        (NightTask.State.DONE, 1),
    }
    assert StandingPart.objects.count() == 2 * GROUPS  # the demand of the class above, and the one of no class
    assert _said() == said
    assert [_families_in(tmp_path / f"host-{group}") for group in range(GROUPS)] == [
        {family for family in _families_with_products() if families.group_of(family) == group}
        for group in range(GROUPS)
    ]


@pytest.mark.django_db
def test_a_demand_over_everything_waits_for_all_groups(cast: Cast, two_groups: None) -> None:
    _make_market(cast)
    night = _night(cast)
    parts = list(night.tasks.filter(family=NightTask.EVERYTHING).order_by("group"))
    assert [task.group for task in parts] == [0, 1]
    do_task(parts[0])
    assert StandingPart.objects.filter(group=0).count() == 2
    assert not Standing.objects.exists()
    do_task(parts[0])
    do_task(parts[1])
    merged = rows()
    assert len(merged) == 2
    do_waiting_work()
    assert [row for row in rows() if row["demand_id"] in [each["demand_id"] for each in merged]] == merged
    assert Standing.objects.count() == len(FAMILIES) + 3


@pytest.mark.django_db
def test_runs_go_to_the_host_that_holds_the_family(cast: Cast, two_groups: None) -> None:
    _make_market(cast)
    topics = set()
    for demand in Demand.objects.select_related("published_version__category"):
        category = demand.published_version.category if demand.published_version else None
        topics.add(families.run_topic_of(category))
        match_now(demand)
    assert topics == {"matching.run", "matching.run.0", "matching.run.1"}
    assert MatchRun.objects.filter(is_current=True).count() == Demand.objects.count()


def test_every_family_has_one_group_and_all_groups_have_some(settings: Settings) -> None:
    settings.FAMILY_GROUPS = 4
    dealt = {f"family-{number}": families.group_of(f"family-{number}") for number in range(100)}
    assert set(dealt.values()) == {0, 1, 2, 3}
    assert families.groups_of("family-7") == (dealt["family-7"],)
    assert families.groups_of(NightTask.EVERYTHING) == (0, 1, 2, 3)


def test_a_worker_listens_to_its_families_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIQIAO_FAMILY_GROUPS", "3")
    assert len(queues_of_this_worker()) == 2 + 2 * 3
    monkeypatch.setenv("YIQIAO_FAMILIES", "2,0")
    assert [queue.name for queue in queues_of_this_worker()] == ["runs-2", "night-2", "runs-0", "night-0"]
    monkeypatch.setenv("YIQIAO_FAMILY_WORK", "night")
    assert [queue.name for queue in queues_of_this_worker()] == ["night-2", "night-0"]
    monkeypatch.setenv("YIQIAO_FAMILY_WORK", "day")
    with pytest.raises(ImproperlyConfigured, match="names day"):
        queues_of_this_worker()
    monkeypatch.setenv("YIQIAO_FAMILIES", "3")
    with pytest.raises(ImproperlyConfigured, match="names 3"):
        queues_of_this_worker()


def test_bests_are_merged_by_outcome_score_proof_and_id() -> None:
    one = Best(((0, -900, -3, "10"), (0, -900, -2, "7"), (2, -999, 0, "1")), (2, 0, 5), 4)
    other = Best(((0, -900, -3, "9"), (1, -999, -9, "2")), (1, 3, 0), 1)
    merged = merge_best((one, other), limit=4)
    assert [key[-1] for key in merged.keys] == ["10", "9", "7", "2"]
    assert (merged.counts, merged.one_short) == ((3, 3, 5), 5)
    assert merge_best((other, one), limit=4) == merged
