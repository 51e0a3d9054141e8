"""Builders of proposed names for tests."""

from __future__ import annotations

from django.db import transaction

from apps.accounts.models import Organisation
from apps.taxonomy.models import Category, NameProposal
from apps.taxonomy.noting import Source, UnknownName, note_unknown_names
from apps.taxonomy.proposing import key_of


def make_proposal(
    category: Category,
    *,
    organisation: Organisation,
    name: str = "承压上限",
    unit: str = "MPa",
    group: str = "",
    example: str = "",
    source: str = "test:1",
    is_published: bool = False,
) -> NameProposal:
    """Note one name of one source, and give its proposal."""
    told = UnknownName(name, group, unit, example or f"{name}≥60{unit}")
    with transaction.atomic():
        note_unknown_names(
            [told], source=Source(source, organisation, is_published=is_published), category_id=category.pk
        )
    return NameProposal.objects.get(category=category, key=key_of(name))
