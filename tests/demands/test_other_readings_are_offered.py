"""Other readings of a row: each could be what the line says, none is refused when it is taken, no number is made up."""

from __future__ import annotations

import pytest

from apps.demands.conversion import read_value, row_of_reading, text_row
from apps.demands.models import Requirement
from apps.demands.readings import fields_of, offers_for, reasons_for
from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Operator
from apps.taxonomy.models import Parameter


def _rows(text: str, parameter: Parameter | None = None) -> list[Requirement]:
    rows = [row_of_reading(reading, raw_text=text) for reading in read_line(text)] or [text_row(text)]
    for number, row in enumerate(rows):
        row.pk, row.parameter = number + 1, parameter
    return rows


def _labels(text: str, parameter: Parameter | None = None) -> list[str]:
    rows = _rows(text, parameter)
    return [offer.label for offer in offers_for(rows[0], rows)]


PRESSURE = Parameter(
    pk=1, code="p", name_zh="最高耐压", kind="number", quantity="pressure", unit="MPa", better="higher"
)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("分辨率≥6万", "6（不含“万”）"),
        ("最高耐压：100MPa", "≥ 100 MPa"),
        ("最高耐压：100MPa", "≤ 100 MPa"),
        ("采集速率＞20 Hz", "≥ 20 Hz"),
        ("流速精度：±1%", "≤ 1 %"),
        ("分辨率≥60000", "保持原文，人工判断"),
        ("离子源应包含ESI、APCI", "包含 ESI、APCI"),
        ("分辨率≥60000，见附件3", "“见附件3”单列一行"),
    ],
)
def test_a_reading_that_the_line_allows_is_offered(text: str, label: str) -> None:
    assert label in _labels(text)


def test_the_unit_of_the_parameter_is_offered_where_none_or_another_quantity_is_printed() -> None:
    assert "单位按 MPa" in _labels("最高耐压≥100", PRESSURE)
    assert "单位按 MPa" in _labels("最高耐压≥100 mm", PRESSURE)
    assert "单位按 MPa" not in _labels("最高耐压≥1000 bar", PRESSURE)


@pytest.mark.parametrize("text", ["外形尺寸≤1200×800×600mm", "范围≥5～10nm", "比例≥1:500", "角度≥3/4"])
def test_a_part_of_a_longer_expression_is_never_offered_as_the_bound(text: str) -> None:
    row = text_row(text)
    row.pk = 1
    assert not [offer for offer in offers_for(row, [row]) if offer.key == "stated"]


@pytest.mark.parametrize(
    "text",
    [
        "分辨率≥6万",
        "外形尺寸≤1200×800×600mm",
        "离子源：ESI、APCI",
        "x≥1e400",
        "具备自动点火",
        "控温：室温+5～85℃",
        "",
        "，",
    ],
)
def test_every_offer_is_taken_by_the_rules(text: str) -> None:
    rows = _rows(text)
    for offer in offers_for(rows[0], rows):
        if offer.fields is not None:
            read_value(offer.fields)
        else:
            assert offer.part in text


@pytest.mark.parametrize("text", ["分辨率≥6万", "柱温：室温+5℃～85℃", "流速：0.001-5.000 mL/min", "离子源：ESI、APCI"])
def test_a_row_as_typed_says_what_it_said(text: str) -> None:
    row = _rows(text)[0]
    typed = read_value(fields_of(row))
    assert (typed.lo, typed.hi, list(typed.members)) == (row.lo, row.hi, row.members)


def test_the_reasons_say_how_a_word_of_thousands_was_read_and_why_a_row_waits() -> None:
    assert reasons_for(_rows("分辨率≥6万")[0]) == ["原文写“6万”，按 60,000 读入。"]
    row = text_row("性能优良")
    assert row.op == Operator.TEXT
    assert "未读懂" in reasons_for(row)[0]
    row.is_confirmed = True
    assert reasons_for(row) == []
