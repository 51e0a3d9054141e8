"""Questions of the review page: counts, the rows and lines that a change touched, parameters to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Exists, Expression, F, Func, JSONField, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from apps.accounts.actors import Actor
from apps.demands.edits import redoable
from apps.demands.models import DemandVersion, Requirement, RequirementEdit, SourceDocument
from apps.demands.pages import ReviewCounts
from apps.demands.source_lines import MOST_JOINED, Block, Entry, block_entries, line_entry, line_key
from apps.taxonomy.language.types import Mark, Operator
from apps.taxonomy.models import Category
from apps.taxonomy.proposal_selectors import times_seen
from apps.taxonomy.selectors import TemplateLine, template_of

State = RequirementEdit.State


@dataclass(frozen=True, slots=True)
class ReviewState:
    """What stands around the rows: the counts, and whether the actor has something to take back or do again."""

    counts: ReviewCounts
    may_undo: bool
    may_redo: bool


def state_of(version: DemandVersion, actor: Actor) -> ReviewState:
    """One query."""
    rows = "requirements"
    accepted, is_text = Q(requirements__is_confirmed=True), Q(requirements__op=Operator.TEXT.value)
    is_sure = Q(requirements__confidence__gte=Requirement.SURE) & Q(requirements__needs_review=False) & ~is_text
    mine = RequirementEdit.objects.filter(version=OuterRef("pk"), made_by=actor.user)
    found: dict[str, Any] = dict(
        DemandVersion.objects.filter(pk=version.pk)
        .values("pk")
        .annotate(
            rows=Count(rows),
            mandatory=Count(rows, filter=Q(requirements__mark=Mark.MANDATORY.value)),
            important=Count(rows, filter=Q(requirements__mark=Mark.IMPORTANT.value)),
            general=Count(rows, filter=Q(requirements__mark="")),
            commercial=Count(rows, filter=Q(requirements__scope=Requirement.Scope.COMMERCIAL)),
            unread=Count(rows, filter=is_text),
            open=Count(rows, filter=~accepted & ~is_sure),
            sure=Count(rows, filter=~accepted & is_sure),
            may_undo=Exists(mine.filter(state=State.DONE)),
            may_redo=Exists(redoable(mine)),
        )
        .get()
    )
    may_undo, may_redo = bool(found["may_undo"]), bool(found["may_redo"])
    counts = {each.name: found[each.name] for each in fields(ReviewCounts)}
    return ReviewState(ReviewCounts(**counts), may_undo, may_redo)


def rows_touched(version: DemandVersion, ids: Iterable[int], keys: Sequence[str]) -> list[Requirement]:
    """These rows and all rows of these lines, in order, with parameters. One query.

    With keys, each row that was read from a document has in `printed` the blocks from its own on, as printed.
    """
    wanted = Q(pk__in=list(ids))
    for key in keys:
        document, number = _place(key)
        wanted |= Q(document_id=document, block=number) if document else Q(document=None, line=number)
    rows = version.requirements.filter(wanted).select_related("parameter").order_by("position", "id")
    if keys:
        first, last = (Cast(Coalesce("block", 0) + more, TextField()) for more in (0, MOST_JOINED))
        path = Concat(Value("$["), first, Value(" to "), last, Value("]"), output_field=TextField())
        rows = rows.annotate(printed=_some_blocks("document__blocks", path))
    return list(rows)


def entries_touched(keys: Sequence[str], rows: Sequence[Requirement]) -> list[Entry]:
    """The lines of the original under these keys, now with these rows; a typed line without rows is left out.

    The rows are those of `rows_touched`. A line that has lost its rows costs one query more, for its own words.
    """
    by_key: dict[str, list[Requirement]] = {}
    for row in rows:
        by_key.setdefault(line_key(row), []).append(row)
    return [entry for key in keys if (entry := _entry(key, by_key)) is not None]


def _entry(key: str, by_key: dict[str, list[Requirement]]) -> Entry | None:
    document, number = _place(key)
    rows = by_key.get(key, [])
    if not document:
        return line_entry(key, rows) if rows else None
    blocks = getattr(rows[0], "printed", None) if rows else blocks_of(document, number, number)
    if rows and not blocks:
        return line_entry(key, rows)
    return next((entry for entry in block_entries(document, blocks or [], number, by_key) if entry.key == key), None)


def _place(key: str) -> tuple[int, int]:
    """Document (0 for a typed line) and block or line of a key."""
    document, _dash, number = key.partition("-")
    return int(document), int(number)


def _some_blocks(field: str, path: Expression | Value) -> Func:
    template = "jsonb_path_query_array(%(expressions)s::jsonpath)"
    return Func(F(field), path, template=template, output_field=JSONField())


def names_seen(version: DemandVersion, rows: Iterable[Requirement]) -> dict[str, int]:
    """How many documents print those names of rows that wait for the taxonomy's editors. One query."""
    names = {row.printed_name for row in rows if row.parameter_id is None and row.scope == Requirement.Scope.TECHNICAL}
    return times_seen(names, category_id=version.category_id)


def beside_rows(
    documents: Iterable[SourceDocument], version: DemandVersion, rows: Iterable[Requirement]
) -> list[SourceDocument]:
    """Of the documents behind a version those beside its rows: its own, and those that rows were read from."""
    of_rows = {row.document_id for row in rows}
    return [each for each in documents if each.version_id == version.pk or each.pk in of_rows]


def blocks_of(document_id: int, first: int, last: int) -> list[Block]:
    """Some blocks of a document, `last` among them; fewer where it has fewer. The rest is not fetched."""
    piece = _some_blocks("blocks", Value(f"$[{max(0, first)} to {max(0, last)}]"))
    found = SourceDocument.objects.filter(pk=document_id).annotate(piece=piece).values_list("piece", flat=True).first()
    return list(found or [])


def parameters_to_choose(version: DemandVersion) -> tuple[TemplateLine, ...]:
    """The parameters that a row may be about: the type's template with the common ones, or these alone."""
    if version.category is not None:
        return template_of(version.category)
    tops = Category.objects.filter(level=1, template_rows__isnull=False).order_by("position").distinct()
    lines: dict[int, TemplateLine] = {}
    for category in tops:
        for line in template_of(category):
            lines.setdefault(line.parameter.pk, line)
    return tuple(lines.values())


def siblings_of(row: Requirement) -> list[Requirement]:
    """All rows of the row's line in its version, itself among them."""
    same = Requirement.objects.filter(version_id=row.version_id, line=row.line, raw_text=row.raw_text)
    return list(same.order_by("position", "id"))
