"""How products are drawn with the parts of the visual language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django import template

from apps.accounts.regions import region_name
from design.signs import RUNG_NAMES, RUNG_WORDS

register = template.Library()

K = TypeVar("K")
V = TypeVar("V")


@register.filter
def at(mapping: Mapping[K, V], key: K) -> V | None:
    """`{{ counts.evidence|at:3 }}`: the value of a key; None where there is none."""
    return mapping.get(key)


@register.filter
def province(code: str) -> str:
    """The name of a province by its two digits; '' for an unknown one."""
    return region_name(code)


@register.filter
def rung_word(rung: int) -> str:
    """The short word of an evidence rung: 声明, 用户, 三方, 计量."""
    return str(RUNG_WORDS[rung])


@register.filter
def rung_name(rung: int) -> str:
    """The full name of an evidence rung."""
    return str(RUNG_NAMES[rung])
