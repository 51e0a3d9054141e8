"""What of a reading the engine can compare: marks, superlatives, and why a reading stays text.

Lists become sets and alternatives of one name become one requirement where rows are handed to the engine
(`demands.conversion`); sizes, formulas, families of spans, tolerances of a value, text and what is under review are
judged by a person, with the reason given here.
"""

from __future__ import annotations

import re

from apps.taxonomy.language.types import Mark, Operator, Reading

_SUPERLATIVE = re.compile(r"最高|最大|最快|最多|最长|最低|最小|可达|高达")
_SIMPLE = frozenset(
    {Operator.AT_LEAST, Operator.AT_MOST, Operator.EQUALS, Operator.RANGE, Operator.TOLERANCE, Operator.HAS}
)


def mark_of(symbol: str | None) -> Mark:
    """★ ＊ * → mandatory, ▲ △ # ＃ → important, nothing → general."""
    if not symbol:
        return Mark.GENERAL
    return Mark.MANDATORY if symbol in "★＊*" else Mark.IMPORTANT


def is_superlative(reading_text: str) -> bool:
    """Whether a value in this text is printed after 最高, 最大, 可达 … and so may be meant as a limit."""
    return bool(_SUPERLATIVE.search(reading_text))


def why_text(reading: Reading) -> str:
    """Why the engine cannot compare this reading; '' when it can."""
    if reading.review:
        return reading.reason or "读得不确定，请人工确认"
    if reading.formula:
        return "公式由人工判断"
    if reading.magnitude:
        return "多个 ± 档位由人工判断"
    if reading.tolerance or reading.qualifier == "约":
        return "带公差的值由人工判断"
    if reading.op in {Operator.ENUM, Operator.SET}:
        return ""
    if reading.values:
        return "尺寸由人工判断"
    return "" if reading.op in _SIMPLE else "文字要求由人工判断"
