"""Heads that a printer tore: where a row was too low, the upper line of a head stands above the table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from documents.blocks import Block

_TORN = re.compile(r"[^（()）]{0,4}[）)]$")
_OPEN = re.compile(r"[^（()）]{1,10}[（(][^（()）]{0,6}$")
Heads = Mapping[tuple[str, ...], Mapping[int, str]]


def with_whole_heads(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with torn heads made whole: 预算（万元 above a table whose head says ）.

    A head that is repeated on a later page is made whole wherever it stands, once one of them can be.
    """
    heads = dict(_found(blocks))
    return [_whole(block, heads) if heads and block.cells else block for block in blocks]


def _texts(block: Block) -> tuple[str, ...]:
    return tuple(cell.text for cell in block.cells)


def _found(blocks: Sequence[Block]) -> Iterator[tuple[tuple[str, ...], dict[int, str]]]:
    for before, block in pairwise(blocks):
        torn = [cell for cell in block.cells if _TORN.match(cell.text.strip())]
        above = before.body.strip()
        if len(torn) == 1 and not before.cells and _OPEN.match(above):
            yield _texts(block), {torn[0].column: above + torn[0].text.strip()}


def _whole(block: Block, heads: Heads) -> Block:
    whole = heads.get(_texts(block), {})
    return replace(block, cells=tuple(replace(c, text=whole.get(c.column, c.text)) for c in block.cells))
