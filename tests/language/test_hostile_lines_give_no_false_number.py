"""Broken and hostile lines: a reading may keep the text, never a number that the line does not certainly state."""

from __future__ import annotations

import json

import pytest

from apps.taxonomy.language.exchange import as_record
from apps.taxonomy.language.read import read_line
from tests.language.gold import is_numeric

FOR_A_PERSON = (
    "压力：≥4\x000MPa",
    "样品位：≥1\u200b50位",
    "流量：≥6\n0mL/min",
    "最大载荷：≥l50kN",
    "最大载荷：≥1O0kN",
    "转速：≥٣٠٠rpm",
    "浓度：1×10⁻⁹⁹⁹mol/L",
    "浓度：1e999 mol/L",
    "电阻：∞Ω",
    "量程：NaN～5V",
    "流速：3.4.5 mL/min",
    "报价：2,00,000元",
    "流量：0,5 mL/min",
    "流量：1.000,5 mL/min",
    "位移精度：10-6",
    "真空度≤10-7Pa",
    "▲★压力≥5MPa",
    "分辨率不优于2nm",
    "误差不得不大于5%",
    "压力：5 mPa～20 MPa",
    "增益：100dBm～1V",
    "回收率：80～90～110%",
    "压力：5～",
    "压力：～5MPa",
    "检出限≤",
    "检出限≤ppm",
    "电压≤≥5V",
    "电压：≥100V且≤50V",
    "温度：≥-300℃",
    "功率≥2kW以下",
    "流速：--5mL/min",
    "流速：.5mL/min",
    "转速：10 000 rpm",
    "温度：20土0.5℃",
    "比例：3:1:1",
    "压力：≥40mpa",
    "尺寸：10×20×",
    "交货日期：2031-04-05前",
    "≤" * 9000,
    "分辨率：" + "7" * 9000,
)
TEXT_ONLY = (
    "联系电话：021-66880000转8001",
    "检验按GB/T 12345-2015、JJF 1234-2020执行",
    "型号：QX-4400B",
    "投标文件编号：2031-088",
    '=HYPERLINK("http://a.example","≥60MPa")',
    "配备QX-440B7控制器",
    "温度范围：详见附件5",
    "邮箱：someone@example.com",
)


def numbers_of(text: str) -> list[object]:
    """The numeric readings of a line that are not held for a person."""
    records = [as_record(reading) for reading in read_line(text)]
    return [record for record in records if is_numeric(record) and not record["review"]]


@pytest.mark.parametrize("text", FOR_A_PERSON, ids=lambda text: text[:20].encode("unicode_escape").decode())
def test_a_broken_line_goes_to_a_person(text: str) -> None:
    assert numbers_of(text) == []
    assert any(reading.review and reading.reason for reading in read_line(text))


@pytest.mark.parametrize("text", TEXT_ONLY)
def test_digits_of_names_and_addresses_are_no_numbers(text: str) -> None:
    assert numbers_of(text) == []


@pytest.mark.parametrize("text", FOR_A_PERSON)
def test_what_is_kept_can_be_stored(text: str) -> None:
    stored = json.dumps([as_record(reading) for reading in read_line(text)], ensure_ascii=False)
    assert "\\u0000" not in stored
    stored.encode("utf-8")


def test_a_good_neighbour_of_each_hostile_form_is_read() -> None:
    """A control: the checks above would also pass for a reader that reads nothing."""
    for text in (
        "压力：≥40MPa",
        "样品位：≥150位",
        "流速：0.5mL/min",
        "压力：5 MPa～20 MPa",
        "温度：20±0.5℃",
        "转速：10000 rpm",
    ):
        assert len(numbers_of(text)) == 1, text
