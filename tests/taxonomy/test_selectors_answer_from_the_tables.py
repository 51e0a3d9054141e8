"""The selectors answer from the loaded tables, with few queries, and notice every change."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.taxonomy import selectors
from apps.taxonomy.models import Category, Parameter, TemplateRow
from apps.taxonomy.services import load_taxonomy
from kernel.errors import NotFound
from tests.taxonomy.catalogue import linker, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> None:
    load_taxonomy(shipped())


def by_code(code: str) -> Category:
    return selectors.category_by_code(code)


def test_the_tree_holds_every_category_in_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        tree = selectors.category_tree()
    types = sum(1 for category in shipped().categories if category.level == 3)
    assert [node.category.code for node in tree] == [f"{number:02}" for number in range(1, 13)]
    assert sum(node.type_count for node in tree) == types


def test_retired_categories_are_not_in_the_tree() -> None:
    Category.objects.filter(code="010501").update(is_active=False)
    codes = {leaf.category.code for top in selectors.category_tree() for mid in top.children for leaf in mid.children}
    assert "010501" not in codes
    assert "010502" in codes
    assert by_code("010501").code == "010501"


def test_an_unknown_code_is_not_found() -> None:
    with pytest.raises(NotFound):
        selectors.category_by_code("999999")


def test_descendants_reach_every_level_below() -> None:
    below = set(selectors.descendants(by_code("01")).values_list("code", flat=True))
    assert {"01", "0105", "010501"} <= below
    assert "020101" not in below
    assert set(selectors.descendants(by_code("010501")).values_list("code", flat=True)) == {"010501"}


def test_a_family_joins_neighbours() -> None:
    assert set(selectors.family_of(by_code("010502")).values_list("code", flat=True)) == {
        "010501", "010502", "010503", "010504",
    }  # fmt: skip


def test_a_template_holds_own_rows_first_and_then_the_common_ones(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    category = by_code("010501")
    with django_assert_max_num_queries(4):
        lines = selectors.template_of(category)
    codes = [line.parameter.code for line in lines]
    assert codes[0] == "lc.max_pressure"
    assert codes.index("lc.detectors") < codes.index("common.warranty")
    assert len(codes) == len(set(codes))
    assert {line.origin.code for line in lines} == {"010501", "01"}


def test_a_type_without_rows_borrows_its_familys_template() -> None:
    lines = selectors.template_of(by_code("010502"))
    assert lines[0].parameter.code == "lc.max_pressure"
    assert lines[0].origin.code == "010501"


def test_retired_parameters_are_left_out_of_templates() -> None:
    Parameter.objects.filter(code="lc.max_pressure").update(is_active=False)
    assert "lc.max_pressure" not in [line.parameter.code for line in selectors.template_of(by_code("010501"))]
    assert selectors.link_parameter("最高耐压", category_code="010501", unit="MPa") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("lcms", "010201"), ("LC-MS", "010201"), ("液质", "010201"), ("扫描电镜", "010101"), ("010501", "010501"),
     ("Oscilloscope", "080101"), ("高效液相", "010501"), ("ｑＰＣＲ", "011001")],
)  # fmt: skip
def test_a_search_finds_names_abbreviations_and_codes(text: str, code: str) -> None:
    assert selectors.search_categories(text)[0].category.code == code


@pytest.mark.parametrize("text", ["", "   ", "\0", "没有这种东西", "%", "_"])
def test_a_search_without_sense_finds_nothing(text: str) -> None:
    assert selectors.search_categories(text) == ()


def test_links_from_the_tables_equal_links_from_the_files() -> None:
    for name, unit in (("最高耐压", "MPa"), ("柱温箱控温范围", "℃"), ("基线噪声", "AU"), ("质保期", "年")):
        from_tables = selectors.link_parameter(name, category_code="010501", unit=unit)
        assert from_tables == linker("010501").link(name, unit=unit)
        assert from_tables is not None


def test_a_new_alias_is_known_at_once() -> None:
    assert selectors.link_parameter("承压上限值", category_code="010501", unit="MPa") is None
    parameter = Parameter.objects.get(code="lc.max_pressure")
    parameter.aliases.append("承压上限值")
    parameter.save()
    link = selectors.link_parameter("承压上限值", category_code="010501", unit="MPa")
    assert link is not None
    assert link.code == "lc.max_pressure"


def test_every_kind_of_change_gives_another_version() -> None:
    versions = [selectors.taxonomy_version()]
    Category.objects.filter(code="010501").update(name_zh="液相")
    versions.append(selectors.taxonomy_version())
    Category.objects.filter(code="010501").update(name_zh="液相色谱")
    versions.append(selectors.taxonomy_version())
    TemplateRow.objects.filter(category__code="010501").first().delete()  # type: ignore[union-attr]
    versions.append(selectors.taxonomy_version())
    Parameter.objects.create(code="x.y", name_zh="新参数", kind="bool", quantity="bool")
    versions.append(selectors.taxonomy_version())
    assert len(set(versions)) == len(versions)


def test_an_unknown_category_still_knows_commercial_terms() -> None:
    link = selectors.link_parameter("质保期", category_code="", unit="年")
    assert link is not None
    assert link.code == "common.warranty"
    assert selectors.link_parameter("最高耐压", category_code="", unit="MPa") is None


def test_titles_are_guessed_from_active_types() -> None:
    assert selectors.guess_category("高分辨液相色谱-质谱联用仪采购") == "010202"
    Category.objects.filter(code="010202").update(is_active=False)
    assert selectors.guess_category("高分辨液相色谱-质谱联用仪采购") != "010202"


def test_facts_of_parameters_are_what_the_comparison_needs() -> None:
    facts = selectors.facts_of(["lc.flow_range", "sem.detectors", "nothing.here"])
    assert set(facts) == {"lc.flow_range", "sem.detectors"}
    assert (facts["lc.flow_range"].quantity, facts["lc.flow_range"].settable) == ("flow", True)
    assert facts["sem.detectors"].quantity == "set"


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["\0", "", "01'", "010501\0", "无"])
def test_a_text_that_is_no_code_is_not_found(code: str) -> None:
    with pytest.raises(NotFound):
        selectors.category_by_code(code)
