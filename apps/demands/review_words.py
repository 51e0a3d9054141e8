"""What the review page says in fixed words: marks, filters, keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.demands.pages import ReviewCounts
from apps.taxonomy.language.types import Mark


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """Keys that belong together, each with what it does. A key of several signs is pressed one after the other."""

    title: str
    keys: Sequence[tuple[Sequence[str], str]]


def mark_choices() -> list[tuple[str, str, str]]:
    """Code, sign and accessible name of each mark, in the order of the keys 1, 2, 3."""
    return [
        (Mark.MANDATORY.value, "★", _("实质性")),
        (Mark.IMPORTANT.value, "▲", _("重要")),
        (Mark.GENERAL.value, "—", _("一般")),
    ]


def filter_choices(counts: ReviewCounts) -> list[tuple[str, str, int]]:
    """Code, label and count of each filter."""
    return [
        ("", _("全部"), counts.rows),
        ("open", _("待看"), counts.open),
        ("mandatory", "★", counts.mandatory),
        ("commercial", _("商务"), counts.commercial),
        ("unread", _("未读懂"), counts.unread),
    ]


def key_groups() -> list[KeyGroup]:
    """All keys of the page."""
    return [
        KeyGroup(
            _("走动"),
            [
                ("JK", _("下一行、上一行")),
                (["↓", "↑"], _("同上")),
                ("G", _("下一条待看，Shift+G 上一条")),
                ("L", _("原文中下一段未取的，再按 Enter 加为条款")),
                ("/", _("查找条款")),
                (["Esc"], _("离开输入框，恢复原值")),
            ],
        ),
        KeyGroup(
            _("这一行"),
            [
                (["Enter"], _("接受并下一行；在输入框中为保存并下一行")),
                ("123", _("标记 ★、▲、一般")),
                ("N", _("参数名称")),
                ("O", _("关系；再按 > < = ~ + 选 ≥ ≤ ＝ 覆盖 ±")),
                ("V", _("值，可写 6万")),
                ("U", _("单位")),
                ("C", _("测试条件")),
                ("P", _("选词条")),
            ],
        ),
        KeyGroup(
            _("行与行"),
            [
                ("S", _("拆分：在光标处切开，Enter 保存")),
                ("M", _("与下一行合并")),
                ("X", _("删去")),
                ("[]", _("上移、下移")),
            ],
        ),
        KeyGroup(
            _("全部"),
            [
                ("A", _("接受全部置信度 ≥95% 的行")),
                ("Z", _("撤销自己的上一步，Shift+Z 重做")),
                ("?", _("这张表")),
            ],
        ),
    ]
