"""What an amendment changes, deletes and adds is read from tables and sentences; other documents change nothing."""

from __future__ import annotations

import pytest

from apps.demands.reading.changes import read_amendment
from apps.demands.reading.child import from_json, to_json
from apps.demands.reading.tender import read_tender
from documents.plain import blocks_of_text
from tests.demands.documents import DOCUMENTS
from tests.demands.documents.amendments import amendment_by_table, tender_that_is_no_amendment

Told = tuple[str, str, str, str, str]


def _told(text: str) -> list[Told]:
    blocks = blocks_of_text(f"低温恒温器采购项目更正公告（示例）\n{text}")
    return [(c.kind.value, c.clause, c.old, c.new, c.mark) for c in read_amendment(blocks)[0]]


def test_a_table_of_old_and_new_gives_its_rows() -> None:
    tender = read_tender(amendment_by_table())
    assert [(c.kind.value, c.clause, c.old, c.new, c.mark) for c in tender.changes] == [
        ("changed", "2.1", "温度范围：4K～450K", "温度范围：6K～450K", "▲"),
        ("deleted", "2.9", "样品台具备60°原位倾转功能", "", ""),
        ("added", "2.12", "", "显微镜：7:1变倍，分辨率≤2μm", ""),
        ("added", "2.13", "", "停电后磁体自动泄放能量", "▲"),
        ("changed", "2", "交货期：合同签订后90日内", "交货期：合同签订后150日内", ""),
    ]
    assert tender.blocks[tender.changes[0].block].place == "表 1 第 2 行"
    assert [package.rows for package in tender.packages] == [()]


def test_changes_cross_the_border_of_the_child_unharmed() -> None:
    tender = read_tender(amendment_by_table())
    assert from_json(to_json(tender)).changes == tender.changes


OLD, NEW = "分辨率≤0.8nm", "分辨率≤1.0nm"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"一、将第三章3.2条“★{OLD}”修改为“▲{NEW}”。", ("changed", "3.2", OLD, NEW, "▲")),
        (f"原：“{OLD}” 现更正为：“{NEW}”", ("changed", "", OLD, NEW, "")),
        (f"第三章3.2条\n原文：{OLD}\n现改为：{NEW}", ("changed", "3.2", OLD, NEW, "")),
        (f"更正前：{OLD}\n更正后：{NEW}", ("changed", "", OLD, NEW, "")),
        (f"原内容：{OLD}；更正为：{NEW}", ("changed", "", OLD, NEW, "")),
        (f"第2.3条 {OLD} 修改为 {NEW}", ("changed", "2.3", OLD, NEW, "")),
        (f"3.2条“{OLD}”改为“{NEW}”", ("changed", "3.2", OLD, NEW, "")),
        (f"原招标文件“技术要求”第5条：“{OLD}”，现修改为：“{NEW}”", ("changed", "5", OLD, NEW, "")),
        (
            f"第3.2条“直径60mm，{OLD}”中的“≤0.8nm”修改为“≤1.0nm”",
            ("changed", "3.2", f"直径60mm，{OLD}", f"直径60mm，{NEW}", ""),
        ),
        (f"取消第2.4条“▲{OLD}”的▲标记", ("changed", "2.4", OLD, OLD, "")),
        (f"将第2.4条“{OLD}”调整为★条款", ("changed", "2.4", OLD, OLD, "★")),
        ("删除第3.2条。", ("deleted", "3.2", "", "", "")),
        ("1、第3.2条删除", ("deleted", "3.2", "", "", "")),
        ("取消第3.2条“具备自动对焦功能”", ("deleted", "3.2", "具备自动对焦功能", "", "")),
        ("原第5条“具备自动对焦功能”删除", ("deleted", "5", "具备自动对焦功能", "", "")),
        ("新增第3.9条：★具备自动进样功能。", ("added", "3.9", "", "具备自动进样功能", "★")),
        ("四、新增第二章2.14条“★传输线温度：室温～350℃”。", ("added", "2.14", "", "传输线温度：室温～350℃", "★")),
        ("增加技术要求：具备自动进样功能，≥40位", ("added", "", "", "具备自动进样功能，≥40位", "")),
    ],
)
def test_a_sentence_gives_its_change(text: str, told: Told) -> None:
    assert _told(text) == [told]


def test_two_changes_of_one_sentence_are_two() -> None:
    told = _told("将“流速≥5mL/min”调整为“流速≥4mL/min”，将“行程≥7mm”调整为“行程≥6mm”。")
    assert [change[2:4] for change in told] == [
        ("流速≥5mL/min", "流速≥4mL/min"),
        ("行程≥7mm", "行程≥6mm"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "开标时间变更为2026年6月3日14:30（北京时间）。",
        "将“投标截止时间：1月5日”修改为“投标截止时间：1月9日”",
        "其余内容不变。",
    ],
)
def test_the_procedure_is_no_requirement(text: str) -> None:
    assert _told(text) == []


@pytest.mark.parametrize("build", DOCUMENTS, ids=lambda build: build.__name__)
def test_a_tender_changes_nothing(build: object) -> None:
    data = build().data  # type: ignore[operator]
    assert read_tender(data, is_text=not data.startswith(b"PK")).changes == ()


def test_a_tender_that_speaks_of_changes_is_no_amendment() -> None:
    tender = read_tender(tender_that_is_no_amendment())
    assert tender.changes == ()
    assert len(tender.packages[0].rows) == 3
