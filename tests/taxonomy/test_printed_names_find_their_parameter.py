"""A printed name finds its parameter's code, or nothing; never the wrong one.

`printed_names.tsv` and `data/names_dev.tsv` were developed on. `data/names_unseen.tsv` was annotated before the linker
saw it and is only measured: its floors are the promise of docs/algorithms/linking.md. `data/line_codes.tsv` holds the
codes of requirements in lines, from the text to the code.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from apps.taxonomy.linking import Linker, Template, TemplateEntry
from tests.taxonomy.catalogue import linker, shipped
from tests.taxonomy.printed import Score, cases, line_cases, score_lines, score_names

FILES = ("printed_names.tsv", "data/names_dev.tsv", "data/names_unseen.tsv")
MINIMUM_PRECISION = 0.98
MINIMUM_RECALL = {"printed_names.tsv": 0.97, "data/names_dev.tsv": 0.97, "data/names_unseen.tsv": 0.90}
MINIMUM_LINE_RECALL = {"dev": 0.85, "unseen": 0.90}


def test_every_annotated_code_exists() -> None:
    codes = {parameter.code for parameter in shipped().parameters}
    annotated = [case for file in FILES for case in cases(file)]
    assert {case.code for case in annotated if case.code} <= codes
    assert {case.code for case in line_cases()} - {"", "?"} <= codes


def test_the_new_names_are_many_and_of_many_types_and_a_fifth_is_not_to_be_linked() -> None:
    new = cases("data/names_dev.tsv") + cases("data/names_unseen.tsv")
    assert len(new) >= 360
    assert len({case.category for case in new}) >= 24
    assert sum(1 for case in new if not case.code) >= len(new) / 5
    assert len({case.line for case in line_cases()}) >= 150


@pytest.mark.parametrize("file", FILES)
def test_links_are_right_and_few_are_missed(file: str, record_property: Callable[[str, object], None]) -> None:
    score = score_names(cases(file))
    _record(score, record_property)
    assert score.precision >= MINIMUM_PRECISION, score.wrong
    assert score.recall >= MINIMUM_RECALL[file], len(score.missed)


@pytest.mark.parametrize("part", ["dev", "unseen"])
def test_lines_lead_to_codes(part: str, record_property: Callable[[str, object], None]) -> None:
    score = score_lines(part)
    _record(score, record_property)
    assert score.precision >= MINIMUM_PRECISION, score.wrong
    assert score.recall >= MINIMUM_LINE_RECALL[part], score.missed


def _record(score: Score, record_property: Callable[[str, object], None]) -> None:
    record_property("precision", score.precision)
    record_property("recall", score.recall)


def test_what_a_line_says_before_a_name_tells_which_part_is_meant() -> None:
    alone = linker("010207").link("控温范围", unit="℃")
    led = linker("010207").link("控温范围", unit="℃", before="雾化室半导体制冷，")
    assert alone is None
    assert led is not None
    assert led.code == "icpms.spray_temperature"


def test_a_line_about_another_detector_gives_no_link() -> None:
    assert linker("010505").link("线性范围", before="FID最低检测限：≤1.2pg/s；") is not None
    assert linker("010505").link("线性范围", before="ECD最低检测限：≤4.4fg/s；") is None


def test_an_accessory_has_parameters_of_its_own() -> None:
    assert linker("080101").link("带宽", unit="MHz") is not None
    assert linker("080101").link("带宽", group="无源探头", unit="MHz") is None
    assert linker("010305").link("本底真空", group="分析室", unit="mbar") is not None
    assert linker("010305").link("本底真空", group="进样室", unit="mbar") is None


@pytest.mark.parametrize("name", ["分辨率 Resolution", "分辨率（Resolution）", "Resolution", "Spectral resolution"])
def test_english_names_are_read(name: str) -> None:
    link = linker("010403").link(name, unit="cm-1")
    assert link is not None
    assert link.code == "ftir.resolution"


def test_english_behind_a_name_that_says_more_is_not_left_out() -> None:
    assert linker("010505").link("检测限 ECD", unit="pg/s") is not None
    twins = (
        TemplateEntry("a.plain", "灵敏度", (), "number", "snr"),
        TemplateEntry("a.nci", "NCI灵敏度", (), "number", "snr"),
    )
    link = Linker(Template(twins)).link("灵敏度 NCI", unit=":1")
    assert link is None or link.code == "a.nci"


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
