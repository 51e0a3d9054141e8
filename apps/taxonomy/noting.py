"""Counts printed names that link to nothing: called by those who read documents, in their own transaction."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Sum

from apps.accounts.models import Organisation
from apps.taxonomy.models import NameProposal, NameSighting
from apps.taxonomy.proposing import key_of
from kernel import clock

SHORTEST_KEY, LONGEST_KEY = 2, 40
MOST_NAMES = 500
_LETTER = re.compile(r"[\u3400-\u9fffa-zα-ω]")
_PLACE_OF_NAME = "〔单位〕"


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A name as it is printed, with the heading, the unit and the line that it stands in."""

    printed_name: str
    group: str = ""
    unit: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where names were read: a document or a product, for whom, and whether everybody may see it.

    `key` is the same at every reading of the same thing: 'demands.document:12'.
    """

    key: str
    organisation: Organisation
    is_published: bool = False
    is_sample: bool = False


def note_unknown_names(names: Iterable[UnknownName], *, source: Source, category_id: int) -> None:
    """Count the names of one source under its category; what the source said before is replaced.

    Must run inside the transaction that stores what was read. Locks the proposals it touches, in the order of their
    ids. Names without a letter, of one sign, or longer than 40 signs are no names of parameters and are left out.
    """
    sightings = _sightings_of(names, source)
    keys = sorted({key_of(name) for name in sightings})
    touched = _locked_proposals(keys, category_id, source)
    by_key = {proposal.key: proposal for proposal in touched if proposal.category_id == category_id}
    NameSighting.objects.filter(source=source.key).delete()
    for name, sighting in sightings.items():
        sighting.proposal = by_key[key_of(name)]
    NameSighting.objects.bulk_create(sightings.values())
    _count(touched)


def _locked_proposals(keys: list[str], category_id: int, source: Source) -> list[NameProposal]:
    """The proposals of these keys, made where they are missing, and those that the source spoke of before.

    Another transaction may delete an emptied proposal between our finding it and our locking it; then it is made anew.
    """
    made = [NameProposal(category_id=category_id, key=key, name=key[:120], is_sample=source.is_sample) for key in keys]
    before = set(NameSighting.objects.filter(source=source.key).values_list("proposal_id", flat=True))
    while True:
        NameProposal.objects.bulk_create(made, ignore_conflicts=True)
        known = NameProposal.objects.filter(category_id=category_id, key__in=keys).values_list("pk", flat=True)
        locked = _lock(before | set(known))
        found = {proposal.key for proposal in locked if proposal.category_id == category_id}
        if found >= set(keys):
            return locked


def mark_published(source_keys: Collection[str]) -> None:
    """What these sources print is public from now on. Must run inside a transaction."""
    NameSighting.objects.filter(source__in=source_keys).update(is_published=True)


def forget(source_keys: Collection[str]) -> None:
    """Take out what these sources said: their document or product is gone. Must run inside a transaction."""
    stored = NameSighting.objects.filter(source__in=source_keys)
    touched = _lock(set(stored.values_list("proposal_id", flat=True)))
    stored.delete()
    _count(touched)


def _sightings_of(names: Iterable[UnknownName], source: Source) -> dict[str, NameSighting]:
    """One unsaved sighting per printed spelling, with the first heading, unit and line that it stands with."""
    found: dict[str, NameSighting] = {}
    for each in names:
        name = " ".join(each.printed_name.split())[:120]
        if not is_name(name):
            continue
        if name in found:
            found[name].row_count += 1
        elif len(found) < MOST_NAMES:
            found[name] = NameSighting(
                source=source.key,
                organisation=source.organisation,
                printed_name=name,
                group=each.group[:60],
                unit=each.unit[:40],
                example=each.example.replace(source.organisation.name, _PLACE_OF_NAME)[:300],
                is_published=source.is_published,
                seen_at=clock.now(),
            )
    return found


def is_name(printed_name: str) -> bool:
    """Whether the text can be the name of a parameter at all."""
    key = key_of(printed_name)
    return SHORTEST_KEY <= len(key) <= LONGEST_KEY and _LETTER.search(key) is not None


def _lock(proposal_ids: Collection[int]) -> list[NameProposal]:
    rows = NameProposal.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=proposal_ids)
    return list(rows.order_by("pk"))


def _count(proposals: list[NameProposal]) -> None:
    """Bring the counters to what the sightings say; an open proposal without any is gone."""
    ids = [proposal.pk for proposal in proposals]
    sightings = NameSighting.objects.filter(proposal_id__in=ids).order_by()
    counted = {
        row["proposal_id"]: row
        for row in sightings.values("proposal_id").annotate(
            rows=Sum("row_count"),
            documents=Count("source", distinct=True),
            organisations=Count("organisation", distinct=True),
            first=Min("seen_at"),
            last=Max("seen_at"),
        )
    }
    names = _most_printed(ids)
    for proposal in proposals:
        row = counted.get(proposal.pk)
        proposal.row_count = row["rows"] if row else 0
        proposal.document_count = row["documents"] if row else 0
        proposal.organisation_count = row["organisations"] if row else 0
        proposal.name = names.get(proposal.pk, proposal.name)
        if row:
            proposal.first_seen = min(proposal.first_seen, row["first"])
            proposal.last_seen = row["last"]
    counters = ["row_count", "document_count", "organisation_count", "name", "first_seen", "last_seen"]
    NameProposal.objects.bulk_update(proposals, counters)
    empty = [p.pk for p in proposals if not p.document_count and p.state == NameProposal.State.OPEN]
    NameProposal.objects.filter(pk__in=empty, decisions=None).delete()


def _most_printed(proposal_ids: Collection[int]) -> dict[int, str]:
    """The spelling that is printed most, by proposal."""
    rows = NameSighting.objects.filter(proposal_id__in=proposal_ids).order_by()
    spelled = rows.values("proposal_id", "printed_name").annotate(times=Sum("row_count"))
    ordered = sorted(spelled, key=lambda row: (row["times"], row["printed_name"]))
    return {row["proposal_id"]: row["printed_name"] for row in ordered}
