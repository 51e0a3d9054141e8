"""证明材料名称及页码: pages in one form, and one cell that comes apart as it was put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.answers.proof import WrongPages, printed_proof, read_pages, read_proof


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("12", "12"), ("12-13", "12-13"), ("P12", "12"), ("p.12-13", "12-13"), ("第12～13页", "12-13"), ("", ""),
        ("3，12—13", "3、12-13"), ("P3 P7", "3、7"), ("１２", "12"), ("pp. 3–5", "3-5"),
        ("12-12", "12"), ("3至5", "3-5"),
    ],
)  # fmt: skip
def test_pages_are_read_however_they_are_written(typed: str, kept: str) -> None:
    assert read_pages(typed) == kept


@pytest.mark.parametrize("typed", ["abc", "0", "13-12", "12-", "-3", "123456", "1.5", "附录A", "12-13-14"])
def test_what_is_no_page_is_refused_with_the_piece(typed: str) -> None:
    with pytest.raises(WrongPages):
        read_pages(typed)


@pytest.mark.parametrize(
    ("cell", "name", "pages"),
    [
        ("第三方检测报告 SF-1024 第12～13页", "第三方检测报告 SF-1024", "12-13"),
        ("产品彩页 P12", "产品彩页", "12"),
        ("检测报告（第 3 页）", "检测报告", "3"),
        ("GB/T 11606", "GB/T 11606", ""),
        ("检测报告共 12 页", "检测报告共 12 页", ""),
        ("用户试用报告 YH-2048", "用户试用报告 YH-2048", ""),
        ("第 5 页", "", "5"),
        ("", "", ""),
    ],
)
def test_a_number_in_a_name_is_no_page(cell: str, name: str, pages: str) -> None:
    assert read_proof(cell) == (name, pages)


def test_marked_pages_that_are_none_are_refused() -> None:
    with pytest.raises(WrongPages):
        read_proof("检测报告 第 13-12 页")


_RANGES = st.tuples(st.integers(1, 9999), st.integers(0, 50)).map(lambda pair: f"{pair[0]}-{pair[0] + pair[1]}")


@given(st.lists(_RANGES, max_size=3), st.sampled_from(["检测报告 SF-1024", "GB/T 11606", "彩页（2026）", ""]))
def test_what_is_printed_is_read_back(ranges: list[str], name: str) -> None:
    pages = read_pages("、".join(ranges))
    assert read_proof(printed_proof(name, pages)) == (name, pages)
