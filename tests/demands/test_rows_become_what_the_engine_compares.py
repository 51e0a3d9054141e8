"""Rows reach the engine exactly, alternatives as one requirement, and what is not understood as text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from apps.demands import rows
from apps.demands.models import Demand, Requirement
from apps.demands.selectors import requirements_for_matching
from apps.taxonomy.language.types import Ambient, Mark, Operator
from apps.taxonomy.language.types import Requirement as Asked
from tests.cast import Cast, acting
from tests.demands.build import make_draft

pytestmark = pytest.mark.django_db


def _asked(cast: Cast, *lines: str) -> list[tuple[Asked, Requirement]]:
    demand: Demand = make_draft(cast.institution_member)
    for line in lines:
        rows.add_rows_of_text(demand.pk, text=line, actor=acting(cast.institution_member))
    return list(requirements_for_matching(demand.versions.get()))[1:]


def test_bounds_arrive_exactly(cast: Cast) -> None:
    (asked, row), (warm, _) = _asked(cast, "★漏率≤5×10-11Pa·m3/s", "控温范围：室温+5～85℃")
    assert (asked.op, asked.hi, asked.mark) == (Operator.AT_MOST, Fraction(5, 10**11), Mark.MANDATORY)
    assert asked.number == str(row.pk)
    assert (warm.lo, warm.hi) == (Ambient(Fraction(5)), Fraction(85))


def test_alternatives_are_one_requirement_that_stands_for_its_first_row(cast: Cast) -> None:
    ((asked, row),) = _asked(cast, "▲可更换模块：96孔或384孔")
    assert (asked.op, asked.mark) == (Operator.ANY, Mark.IMPORTANT)
    assert [alternative.lo for alternative in asked.alternatives] == [96, 384]
    assert row.alternative == 1


def test_a_value_after_a_superlative_is_told_apart(cast: Cast) -> None:
    (highest, _), (plain, _) = _asked(cast, "最高使用温度：450℃", "使用温度：450℃")
    assert (highest.superlative, plain.superlative) == (True, False)


@pytest.mark.parametrize("line", ["分辨率≥1e400", "最大容量≥4×750mL", "电压220V±10%", "外观设计合理，操作界面友好。"])
def test_what_is_not_understood_reaches_the_engine_without_a_number(cast: Cast, line: str) -> None:
    for asked, _row in _asked(cast, line):
        assert (asked.op, asked.lo, asked.hi) == (Operator.TEXT, None, None)
        assert asked.reason


def test_a_doubted_row_counts_only_once_somebody_accepted_it(cast: Cast) -> None:
    demand = make_draft(cast.institution_member)
    row = Requirement.objects.get()
    Requirement.objects.update(needs_review=True, is_confirmed=False, review_reason="参数名称对应不确定")
    ((asked, _),) = requirements_for_matching(demand.versions.get())
    assert (asked.op, asked.reason) == (Operator.TEXT, "参数名称对应不确定")
    rows.confirm_row(demand.pk, row.pk, actor=acting(cast.institution_member))
    ((asked, _),) = requirements_for_matching(demand.versions.get())
    assert (asked.op, asked.lo) == (Operator.AT_LEAST, Fraction(60000))


def test_commercial_rows_are_left_to_the_facts_of_the_version(cast: Cast) -> None:
    demand = make_draft(cast.institution_member)
    Requirement.objects.update(scope=Requirement.Scope.COMMERCIAL)
    assert requirements_for_matching(demand.versions.get()) == ()
