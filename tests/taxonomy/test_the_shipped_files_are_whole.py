"""The shipped files hold what the platform promises: three levels, enough types, full templates, real units."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from apps.taxonomy.language.units import default_units
from apps.taxonomy.naming import normalised
from tests.taxonomy.catalogue import shipped

# Types that a tender platform must know in full.
IMPORTANT = (
    "010501", "010505", "010201", "010202", "010204", "010207", "010410", "010408", "010601", "010301", "010303",
    "010305", "010101", "010102", "010801", "010805", "010403", "010405", "010401", "010406", "011001", "011004",
    "010901", "010902", "010903", "080101", "080201", "12000001", "020101", "12000005", "011013", "011101",
)  # fmt: skip


def test_there_are_twelve_classes_and_at_least_150_types() -> None:
    levels = Counter(category.level for category in shipped().categories)
    assert levels[1] == 12
    assert levels[2] == 78
    assert levels[3] >= 150


def test_every_type_has_a_chinese_and_an_english_name_and_a_synonym() -> None:
    types = [category for category in shipped().categories if category.level == 3]
    assert [c.code for c in types if not (c.name_zh and c.name_en and c.aliases)] == []


def test_no_name_means_two_types() -> None:
    owners = defaultdict(set)
    for category in shipped().categories:
        if category.level == 3:
            for name in (category.name_zh, *category.aliases):
                owners[normalised(name)].add(category.code)
    assert {name: codes for name, codes in owners.items() if len(codes) > 1} == {}


@pytest.mark.parametrize("code", IMPORTANT)
def test_important_types_have_a_full_template(code: str) -> None:
    rows = [row for row in shipped().template_rows if row.category == code]
    assert len(rows) >= 12
    assert all(row.group for row in rows)


def test_commercial_parameters_stand_on_every_first_level() -> None:
    tops = {category.code for category in shipped().categories if category.level == 1}
    for parameter in ("common.warranty", "common.delivery", "common.response", "common.arrival", "common.spare_parts"):
        assert {row.category for row in shipped().template_rows if row.parameter == parameter} == tops


def test_every_parameter_is_used_by_a_template() -> None:
    used = {row.parameter for row in shipped().template_rows}
    assert [parameter.code for parameter in shipped().parameters if parameter.code not in used] == []


def test_units_belong_to_their_quantity() -> None:
    units = default_units()
    numeric = [p for p in shipped().parameters if p.kind in ("number", "range", "tolerance", "size")]
    assert len(numeric) > 400
    assert [p.code for p in numeric if units.find(p.unit, p.quantity) is None] == []


def test_a_set_range_has_no_good_direction_and_a_tolerance_is_better_small() -> None:
    parameters = shipped().parameters
    assert [p.code for p in parameters if p.kind == "range" and p.settable and p.better] == []
    assert [p.code for p in parameters if p.kind == "tolerance" and p.better == "higher" and p.code != "tem.tilt"] == []


def test_aliases_of_one_parameter_are_different_words() -> None:
    for parameter in shipped().parameters:
        names = [parameter.name_zh, *parameter.aliases]
        assert len(names) == len(set(names)), parameter.code
