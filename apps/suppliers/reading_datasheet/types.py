"""The words of datasheet reading: what a sheet states, of which model, and where."""

from __future__ import annotations

from dataclasses import dataclass

from documents.blocks import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value of one parameter as a datasheet prints it.

    `text` is the value with its unit, `condition` what a column, a bracket behind the name or a label says of it.
    `note` is a remark or footnote that is no condition. `model` is the index in `Sheet.models`; None: of every model
    of the sheet. `block` is the index of the block it stands in. A quiet entry is of the kind that nobody compares
    (size, weight, mains, order number, site): kept, but folded away. `is_side` marks a second measure that another
    value states beside its own (步进), `in_table` what stands in a table, where hardly anything is advertising.
    """

    name: str
    text: str
    block: int
    condition: str = ""
    group: str = ""
    note: str = ""
    model: int | None = None
    is_quiet: bool = False
    is_side: bool = False
    in_table: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A datasheet: its first line, the model that it names, the models of its columns or rows, its entries, its blocks.

    `models` is empty where the sheet describes one product.
    """

    title: str
    model: str
    models: tuple[str, ...]
    entries: tuple[Entry, ...]
    blocks: tuple[Block, ...]
