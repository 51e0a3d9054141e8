"""A printed name finds its parameter's code, or nothing; never the wrong one.

`printed_names.tsv` holds names as tenders print them, annotated by hand; an empty code means that nothing in the
catalogue is meant.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pytest

from apps.taxonomy.linking import LinkedParameter, Linker, Template, TemplateEntry
from tests.taxonomy.catalogue import linker, shipped

MINIMUM_PRECISION = 0.98
MINIMUM_RECALL = 0.95


@dataclass(frozen=True)
class Case:
    """One annotated name."""

    category: str
    name: str
    group: str
    unit: str
    condition: str
    code: str

    def linked(self) -> LinkedParameter | None:
        return linker(self.category).link(
            self.name, group=self.group or None, unit=self.unit or None, condition=self.condition or None
        )


@lru_cache(maxsize=1)
def cases() -> list[Case]:
    with Path(__file__).with_name("printed_names.tsv").open(encoding="utf-8", newline="") as file:
        _header, *rows = csv.reader(file, delimiter="\t")
    return [Case(*row) for row in rows]


def test_every_annotated_code_exists() -> None:
    codes = {parameter.code for parameter in shipped().parameters}
    assert len(cases()) >= 250
    assert {case.code for case in cases() if case.code} <= codes


def test_links_are_right_and_few_are_missed(record_property: Callable[[str, object], None]) -> None:
    linked = [(case, case.linked()) for case in cases()]
    right = sum(1 for case, link in linked if link is not None and link.code == case.code)
    wrong = [f"{c.category} {c.name} → {link.code}" for c, link in linked if link is not None and link.code != c.code]
    missed = [f"{c.category} {c.name} → {c.code}" for c, link in linked if link is None and c.code]
    precision, recall = right / (right + len(wrong)), right / (right + len(missed))
    record_property("precision", precision)
    record_property("recall", recall)
    assert precision >= MINIMUM_PRECISION, wrong
    assert recall >= MINIMUM_RECALL, missed


@pytest.mark.parametrize("unit", ["MPa", "nm", "×g", "r/min", "kg"])
def test_a_unit_of_another_quantity_is_never_linked(unit: str) -> None:
    assert linker("010501").link("流速范围", unit="mL/min") is not None
    assert linker("010501").link("流速范围", unit=unit) is None


def test_a_unit_used_in_place_of_another_links_with_less_confidence() -> None:
    exact = linker("010207").link("检出限", unit="ppt", condition="Be")
    neighbour = linker("010207").link("检出限", unit="ng/L", condition="Be")
    assert exact is not None
    assert neighbour is not None
    assert exact.code == neighbour.code == "icpms.lod"
    assert neighbour.confidence < exact.confidence


def test_the_heading_decides_between_parameters_of_one_name() -> None:
    oven = linker("010501").link("控温范围", group="柱温箱", unit="℃")
    sampler = linker("010501").link("控温范围", group="自动进样器", unit="℃")
    assert oven is not None
    assert sampler is not None
    assert (oven.code, sampler.code) == ("lc.oven_temperature", "lc.sampler_temperature")


def test_a_type_without_rows_uses_its_family() -> None:
    link = linker("010502").link("最高耐压", unit="MPa")
    assert link is not None
    assert (link.code, link.layer) == ("lc.max_pressure", "family")


def test_commercial_terms_are_known_in_every_category() -> None:
    for category in (c.code for c in shipped().categories if c.level == 3):
        link = linker(category).link("质保期", unit="年")
        assert link is not None, category
        assert link.code == "common.warranty"


def test_two_equally_good_parameters_give_no_link() -> None:
    twins = (
        TemplateEntry("a.left", "左臂行程", ("行程",), "number", "length"),
        TemplateEntry("a.right", "右臂行程", ("行程",), "number", "length"),
    )
    two = Linker(Template(twins))
    assert two.link("行程", unit="mm") is None
    only = Linker(Template(twins[:1])).link("行程", unit="mm")
    assert only is not None
    assert only.code == "a.left"


def test_opposite_words_are_never_taken_for_one_another() -> None:
    axial = Linker(Template((TemplateEntry("a.axial", "纵向空间分辨率", (), "number", "length"),)))
    assert axial.link("纵向空间分辨率", unit="μm") is not None
    assert axial.link("横向空间分辨率", unit="μm") is None
    least = Linker(Template((TemplateEntry("a.least", "最小工作电流", (), "number", "current"),)))
    assert least.link("最小工作电流", unit="A") is not None
    assert least.link("最大工作电流", unit="A") is None


@pytest.mark.parametrize("name", ["", " ", "：", "（）", "★", "\0", "°" * 500, "a" * 5000])
def test_odd_names_give_no_link(name: str) -> None:
    assert linker("010501").link(name, unit="MPa") is None
