"""Proposals of a datasheet: made after reading, and made anew when another type or model is chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.suppliers.datasheets.locking import lock_open
from apps.suppliers.datasheets.proposing import Proposed, propose
from apps.suppliers.models import Datasheet, DatasheetProposal
from apps.suppliers.reading_datasheet.types import Entry, Sheet
from apps.suppliers.reading_datasheet.values import read_as_number
from apps.suppliers.unknown_names import note_datasheet
from apps.taxonomy.english import in_chinese
from apps.taxonomy.models import Category, Parameter
from apps.taxonomy.selectors import category_by_code, guess_category, guess_category_by_names, linker_for
from kernel.errors import InvalidInput

INSTRUMENT_TYPE_LEVEL = 3
MOST_PROPOSALS = 600
TITLE_BLOCKS = 5
_PAGE = re.compile(r"第\s*\d+\s*页")


def guess_type(sheet: Sheet) -> Category | None:
    """The instrument type that the first lines name, else the one whose template knows the names."""
    for block in sheet.blocks[:TITLE_BLOCKS]:
        code = guess_category(block.text) if not block.cells and len(block.text) <= 120 else None
        if code is not None:
            return Category.objects.filter(code=code).first()
    names = [(in_chinese(e.name) or e.name, _unit_of(e)) for e in sheet.entries if not e.is_quiet and not e.model]
    code = guess_category_by_names(names)
    return Category.objects.filter(code=code).first() if code else None


def _unit_of(entry: Entry) -> str | None:
    number = read_as_number(entry.text)
    return number.unit if number else None


def build_proposals(datasheet: Datasheet) -> None:
    """Make the proposals of the chosen model and type; earlier ones and their decisions go. Inside a transaction.

    A sheet of several models gives none before one is chosen.
    """
    datasheet.proposals.all().delete()
    datasheet.edits.all().delete()
    if datasheet.model_names and datasheet.chosen is None:
        return
    entries = [Entry(**each) for each in datasheet.entries]
    meant = [entry for entry in entries if entry.model is None or entry.model == datasheet.chosen]
    code = datasheet.category.code if datasheet.category else ""
    parameters = {parameter.code: parameter for parameter in Parameter.objects.filter(is_active=True)}
    proposed = propose(meant[:MOST_PROPOSALS], linker=linker_for(code), parameter_of=parameters.get)
    rows = [_row(datasheet, each, position) for position, each in enumerate(proposed)]
    DatasheetProposal.objects.bulk_create(rows)
    note_datasheet(datasheet, rows)
    Datasheet.objects.filter(pk=datasheet.pk).update(entries_total=len(meant), entries_read=len(rows))


def _row(datasheet: Datasheet, proposed: Proposed, position: int) -> DatasheetProposal:
    entry = proposed.entry
    place = str(datasheet.blocks[entry.block]["place"]) if entry.block < len(datasheet.blocks) else ""
    return DatasheetProposal(
        datasheet=datasheet,
        position=position,
        block=entry.block,
        place=place[:60],
        group=entry.group[:60],
        parameter=proposed.parameter,
        printed_name=entry.name[:120],
        text=entry.text[:400],
        condition=proposed.condition[:200],
        note=entry.note[:400],
        evidence=evidence_of(datasheet.name, place) if datasheet.file else "",
        confidence=max(0, min(100, proposed.confidence)),
        doubt=proposed.doubt[:200],
        is_quiet=entry.is_quiet,
    )


def evidence_of(name: str, place: str) -> str:
    """What proves the value: 样本.pdf 第 3 页; the table and row where there are no pages."""
    page = _PAGE.search(place)
    where = page[0] if page else place
    return f"{name[: 198 - len(where)]} {where}".strip()


@transaction.atomic
def set_up(
    datasheet_id: int, *, actor: Actor, category: str | None = None, models: Sequence[int] | None = None
) -> list[Datasheet]:
    """Choose the instrument type and the models that are meant, and make the proposals anew.

    Of several models each gets a datasheet of its own with the same text, so that several products come from one
    sheet; the first stays in this one. None leaves a choice as it is. Raises NotFound, Conflict, InvalidInput.
    """
    datasheet = lock_open(datasheet_id, actor)
    if category is not None and datasheet.product is None:
        datasheet.category = _type_of(category)
    chosen = _chosen(datasheet, models)
    datasheet.chosen = chosen[0] if chosen else datasheet.chosen
    datasheet.save(update_fields=["category", "chosen"])
    build_proposals(datasheet)
    return [datasheet, *(_sibling(datasheet, index) for index in chosen[1:])]


def _type_of(code: str) -> Category:
    found = category_by_code(code.replace("\0", ""))
    if found.level != INSTRUMENT_TYPE_LEVEL:
        message = _("请选择第三级细分领域（仪器类型）。")
        raise InvalidInput(message, detail={"category": message})
    return found


def _chosen(datasheet: Datasheet, models: Sequence[int] | None) -> list[int]:
    chosen = sorted(set(models or ()))
    if any(not 0 <= index < len(datasheet.model_names) for index in chosen):
        message = _("样本里没有这个型号，请从列出的型号中选择。")
        raise InvalidInput(message, detail={"models": message})
    if len(chosen) > 1 and datasheet.product is not None:
        message = _("写入已有产品时只能选一个型号。")
        raise InvalidInput(message, detail={"models": message})
    return chosen


def _sibling(datasheet: Datasheet, index: int) -> Datasheet:
    """A datasheet of the same text for another model."""
    copied = ("organisation", "category", "file", "name", "pasted_text", "state", "title", "model", "model_names")
    kept = ("blocks", "entries", "created_by", "read_at", "is_sample")
    made = Datasheet(chosen=index, **{name: getattr(datasheet, name) for name in (*copied, *kept)})
    made.save()
    build_proposals(made)
    return made
