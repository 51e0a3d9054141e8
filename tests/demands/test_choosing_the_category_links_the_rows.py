"""Rows that were read before anybody chose the category are compared all the same: choosing it links their names."""

from __future__ import annotations

import pytest

from apps.demands import rows, services
from apps.demands.models import Demand
from tests.cast import Cast, acting
from tests.demands.build import facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def pasted(cast: Cast) -> Demand:
    """A draft without a category and with two rows of text."""
    demand = services.create_demand(facts(category_code=""), actor=acting(cast.institution_member))
    for line in ("★最高耐压≥100MPa", "外置废液桶：具备"):
        rows.add_rows_of_text(demand.pk, text=line, actor=acting(cast.institution_member))
    return demand


def _codes(demand: Demand) -> dict[str, str]:
    found = demand.versions.get().requirements.select_related("parameter")
    return {row.printed_name: row.parameter.code if row.parameter else "" for row in found}


def test_choosing_a_category_links_the_names_it_knows(pasted: Demand, cast: Cast) -> None:
    assert set(_codes(pasted).values()) == {""}
    services.edit_demand(pasted.pk, facts(), actor=acting(cast.institution_member))
    assert _codes(pasted) == {"最高耐压": "980101-pressure", "外置废液桶": ""}


def test_taking_the_category_away_leaves_no_link_behind(pasted: Demand, cast: Cast) -> None:
    services.edit_demand(pasted.pk, facts(), actor=acting(cast.institution_member))
    services.edit_demand(pasted.pk, facts(category_code=""), actor=acting(cast.institution_member))
    assert set(_codes(pasted).values()) == {""}
