"""Printed names: bullets and numbers cut off, the unit and the condition in brackets taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from apps.taxonomy.language.normalise import clean_line
from apps.taxonomy.language.units import default_units

LONGEST_NAME = 60
_BULLET = re.compile(r"^[\s•·●○◆◇■□▪▸►➢➤✓✔☆★]+|^[-–—*]\s+")
_NUMBERING = re.compile(
    r"^(?:\d{1,2}(?:\.\d{1,2}){1,3}[、.．)）]?\s+|\d{1,2}\s*[、．)）]\s*(?=\D)|\d{1,2}\.\s*(?=[^\d\s])|[（(]\d{1,2}[)）]\s*|[①-⑳]\s*"
    r"|[一二三四五六七八九十]{1,3}\s*[、.．]\s*|[（(][一二三四五六七八九十]{1,3}[)）]\s*)"
)
_BRACKET = re.compile(r"\s*[（(\[【]([^（()）\[\]【】]{1,60})[)）\]】]\s*$")
_UNIT_BEHIND = re.compile(r"\s*[/／,，]\s*([^\s/／,，]{1,14}(?:[/·][^\s]{1,6})?)$")
# kg/24h: a unit whose time is counted.
_PER_TIME = re.compile(r"(?<=[A-Za-zμ])/\d{1,3}\s?(?:h|hr|d|min|s|天|小时)$")
_CONDITION_LEAD = re.compile(r"^(?:@|＠|at\s+|在\s*)")


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name without what hangs on it; `unit` and `condition` are '' where nothing is printed."""

    text: str
    unit: str = ""
    condition: str = ""


def without_label(line: str) -> str:
    """A line without bullets and its number."""
    bare = _BULLET.sub("", line.strip())
    return _BULLET.sub("", _NUMBERING.sub("", bare)).strip()


def read_name(printed: str) -> PrintedName:
    """最高转速(r/min) → unit; 量热准确度（铟） → condition; 流速, mL/min → unit; Resolution (SE) stays whole."""
    text = without_label(printed).strip(" :：.．…·")
    unit = condition = ""
    while match := _BRACKET.search(text):
        inside = match[1].strip()
        if is_unit(inside):
            unit = unit or inside
        elif _is_condition(inside):
            condition = f"{_CONDITION_LEAD.sub('', inside)}{'; ' + condition if condition else ''}"
        else:
            break
        text = text[: match.start()].strip()
    if not unit and (match := _UNIT_BEHIND.search(text)) and is_unit(match[1]):
        unit, text = match[1], text[: match.start()].strip()
    return PrintedName(text, unit, condition)


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else."""
    cleaned = _PER_TIME.sub("", clean_line(text).text.strip())
    return (
        bool(cleaned) and len(cleaned) <= 16 and not cleaned.isdecimal() and bool(default_units().quantities(cleaned))
    )


def _is_condition(inside: str) -> bool:
    """铟, 15 kV, CeO+/Ce+, 计算值; but not a second name of the same thing (SE, FWHM, Mass range, 质量范围)."""
    if _CONDITION_LEAD.match(inside) or any(character.isdigit() for character in inside):
        return True
    if inside.isascii():
        return bool(re.search(r"[+/]", inside)) and not inside.isalpha() and not re.search(r"[×xX*]", inside)
    return len(inside) <= 8 and not _SECOND_NAME.search(inside)


_SECOND_NAME = re.compile(r"(?:范围|[率度量数]|位|宽×|长×|W|模式|类型)$|[×*x]|可选|选配|标配|以上|以下")
