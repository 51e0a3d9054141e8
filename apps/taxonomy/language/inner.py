"""Requirements inside a bracket: 10×（NA≥0.40，WD≥2.0mm）, 至少3个检测器（QE≥45%@500nm）.

A bracket behind a value usually limits it. It asks for something itself behind a magnification, which only says which
objective is meant, and behind a count of things, whose parts or qualities it states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from apps.taxonomy.language.build import build
from apps.taxonomy.language.items import Item
from apps.taxonomy.language.line import Line
from apps.taxonomy.language.loose import is_count, loosen
from apps.taxonomy.language.naming import Name, read_name, squeeze
from apps.taxonomy.language.pieces import split_clauses
from apps.taxonomy.language.revise import revise
from apps.taxonomy.language.tokens import Kind, Token, tokenise

_QUALITY = re.compile(r"[A-Z]{2,5}|其中.*")
_TIMES = frozenset({"×", "倍"})


def take_objective(line: Line, item: Item) -> bool:
    """40×油镜（NA≥1.30）: each requirement of the bracket, for that objective. False for any other item."""
    operand = item.operands[0]
    if operand.value.unit not in _TIMES or operand.comparison or len(item.operands) > 1:
        return False
    brackets = [token for token in (*operand.conditions, *item.behind) if token.kind is Kind.BRACKET]
    asked = [each for bracket in brackets for each in _requirements(line, bracket)]
    if not asked:
        return False
    words = [token.text for token in item.behind if token.kind is Kind.TEXT]
    label = squeeze("".join([line.clean.text[operand.value.start : operand.value.end], *words]))
    group = read_name(item.names).text or line.head.text or None
    for each, name in asked:
        line.add(build(line, each, each.operands[0], name.text, group, (label, *name.conditions), name))
    line.head_open, line.head_is_group, line.listing = False, True, False
    return True


def take_parts(line: Line, item: Item, known: int) -> None:
    """（QE≥45%@500nm） and （其中至少2个正对EDS位） behind a count: what is asked of the things counted."""
    counts = line.readings[known:]
    if len(counts) != 1 or len(item.operands) != 1 or counts[0].review or not _is_counted(item):
        return
    for bracket in (token for token in (*item.operands[0].conditions, *item.behind) if token.kind is Kind.BRACKET):
        asked = list(_requirements(line, bracket))
        for each, name in asked:
            line.add(build(line, each, each.operands[0], name.text, counts[0].parameter, name.conditions, name))
        if asked and counts[0].condition == squeeze(bracket.text):
            line.readings[known] = revise(counts[0], condition=None)


def _is_counted(item: Item) -> bool:
    value = item.operands[0].value
    return is_count(Token(Kind.VALUE, value.start, value.end, "", value=value))


def _requirements(line: Line, bracket: Token) -> Iterator[tuple[Item, Name]]:
    """The items of a bracket that hold a named bound; nothing if one of its values is no such bound."""
    if not _QUALITY.match(bracket.text):
        return
    tokens = tokenise(line.clean.text, bracket.start + 1, bracket.end - 1).tokens
    items = [item for clause in split_clauses(loosen(tokens)) if not clause.heads for item in clause.items]
    valued = [item for item in items if item.operands or item.fault]
    if any(each.fault or not each.names or not each.operands[0].comparison for each in valued):
        return
    for each in valued:
        yield each, read_name(each.names)
