"""Signs that a line cannot be believed: a letter in a digit's place, a lost superscript, infinity."""

from __future__ import annotations

import re
from fractions import Fraction

_LOOKALIKE = re.compile(
    r"^(?!O[23](?!\d))[lIOo|][.\dlIOo]*\d[.\dlIOo]*(?=[A-Za-zμΩ°℃%/·]{0,8}$)|(?<=\d)[OoIl](?=\d)"
    r"|^\d+[OIl](?=[A-Za-zμΩ°℃%]{1,6}$)|[\u0400-\u04ff]\d|\d[\u0400-\u04ff]"
)
_INFINITE = re.compile(r"∞|(?<![A-Za-z])(?:inf|Inf|INF|infinity|NaN|nan|NAN)(?![A-Za-z])|无穷大?|无限大")
_LOST_POWER = re.compile(r"10[2-9]|101\d")
_POWER_NAME = re.compile(
    r"动态范围|线性|阻抗|电阻|消光|浓度|灵敏|增益|抑制|载量|真空|检出|检测限|噪声|漏率|漂移|菌落|准确度|精度|压力"
)


def has_lookalike(text: str) -> bool:
    """l00kN, 1O0, a Cyrillic letter beside a digit."""
    return bool(_LOOKALIKE.search(text))


def is_infinite(text: str) -> bool:
    """∞, inf, NaN as words of their own."""
    return bool(_INFINITE.search(text))


def is_unreadable(text: str) -> bool:
    """Whether no number of the text may be believed."""
    return has_lookalike(text) or is_infinite(text)


def may_be_lost_power(name: str, value: object) -> bool:
    """动态范围≥106 may be 10⁶ whose superscript was lost; 通道数≥108 is not."""
    return isinstance(value, Fraction) and bool(_LOST_POWER.fullmatch(str(value))) and bool(_POWER_NAME.search(name))
