"""Questions of the review page: counts, the rows and lines that a change touched, parameters to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Exists, F, Func, JSONField, OuterRef, Q, Value

from apps.accounts.actors import Actor
from apps.demands.models import DemandVersion, Requirement, RequirementEdit, SourceDocument
from apps.demands.originals import MOST_JOINED, Block, Entry, block_entries, line_entry, line_key
from apps.demands.pages import ReviewCounts
from apps.taxonomy.language.types import Mark, Operator
from apps.taxonomy.models import Category
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
            may_redo=Exists(mine.filter(state=State.UNDONE)),
        )
        .get()
    )
    may_undo, may_redo = bool(found["may_undo"]), bool(found["may_redo"])
    counts = {each.name: found[each.name] for each in fields(ReviewCounts)}
    return ReviewState(ReviewCounts(**counts), may_undo, may_redo)


def last_edit_of(demand_id: int, actor: Actor) -> RequirementEdit | None:
    """The actor's newest change of the version in writing, with the version and its demand."""
    edits = RequirementEdit.objects.filter(version__demand_id=demand_id, version__published_at=None)
    mine = edits.filter(made_by=actor.user, state=State.DONE)
    return mine.select_related("version__demand", "version__category").order_by("-id").first()


def rows_touched(version: DemandVersion, ids: Iterable[int], keys: Iterable[str]) -> list[Requirement]:
    """These rows and all rows of these lines, in order, with parameters. One query."""
    wanted = Q(pk__in=list(ids))
    for key in keys:
        document, _dash, number = key.partition("-")
        wanted |= Q(document_id=document, block=number) if document != "0" else Q(document=None, line=number)
    return list(version.requirements.filter(wanted).select_related("parameter").order_by("position", "id"))


def entries_touched(keys: Iterable[str], rows: Sequence[Requirement]) -> list[Entry]:
    """The lines of the original under these keys as they are now; a typed line without rows is left out.

    One query a document, which takes only the blocks asked for.
    """
    by_key: dict[str, list[Requirement]] = {}
    for row in rows:
        by_key.setdefault(line_key(row), []).append(row)
    found: list[Entry] = []
    for key in keys:
        document, _dash, number = key.partition("-")
        if document == "0":
            found += [line_entry(key, by_key[key])] if key in by_key else []
            continue
        first = int(number)
        blocks = blocks_of(int(document), first, first + MOST_JOINED)
        entries = block_entries(int(document), blocks, first, by_key)
        found += [entry for entry in entries if entry.key == key]
        if key in by_key and not blocks:
            found.append(line_entry(key, by_key[key]))
    return found


def blocks_of(document_id: int, first: int, last: int) -> list[Block]:
    """Some blocks of a document, `last` among them; fewer where it has fewer. The rest is not fetched."""
    path = Value(f"$[{max(0, first)} to {max(0, last)}]")
    piece = Func(
        F("blocks"), path, template="jsonb_path_query_array(%(expressions)s::jsonpath)", output_field=JSONField()
    )
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
