"""What is pasted or uploaded gets its title from the line that names it, never from a clause or a part's heading."""

from __future__ import annotations

import pytest

from apps.demands.reading.tender import read_tender

CLAUSES = "2.1 ★最高耐压：≥60 MPa\n2.2 噪声≤60dB\n"


@pytest.mark.parametrize(
    ("first_line", "title"),
    [
        ("400MHz核磁共振波谱仪采购项目", "400MHz核磁共振波谱仪采购项目"),
        ("某大学三重四极杆液质联用仪技术参数", "某大学三重四极杆液质联用仪技术参数"),
        ("三、技术参数", ""),
        ("技术参数", ""),
        ("第二章 采购需求", ""),
        ("★最高耐压不小于60 MPa", ""),
        ("1.1 泵：四元梯度", ""),
    ],
)
def test_the_first_line_that_names_the_whole_is_the_title(first_line: str, title: str) -> None:
    assert read_tender(f"{first_line}\n{CLAUSES}".encode(), is_text=True).title == title
