"""Names of a product or a datasheet that no template knows are counted, and drafts linked once they are accepted."""

from __future__ import annotations

import pytest
from django.db import transaction

from apps.suppliers import unknown_names
from apps.suppliers.contents import SpecEntry
from apps.suppliers.models import Product
from apps.taxonomy import editing
from apps.taxonomy.models import Category, NameProposal
from tests.cast import Cast, acting
from tests.suppliers.builders import make_content, make_datasheet, make_draft, make_published, make_type

pytestmark = pytest.mark.django_db
OWN = SpecEntry(printed_name="承压极限值", text="≥90 MPa")


@pytest.fixture
def category() -> Category:
    return make_type("999902")


def with_own_name(category: Category) -> dict[str, object]:
    """Content without a pressure of the template, with a name of the maker's own."""
    specs = make_content(category).specs
    return {"specs": (*(spec for spec in specs if spec.parameter != "t.pressure"), OWN)}


def note(product: Product) -> None:
    with transaction.atomic():
        unknown_names.note_unlinked(product)


def test_an_accepted_name_gets_its_parameter_in_drafts_and_not_in_what_is_published(
    category: Category, cast: Cast
) -> None:
    draft = make_draft(cast.sales_engineer, category, model="D-1", **with_own_name(category))
    live = make_published(cast.competing_maker, category, by=cast.administrator, model="P-1", **with_own_name(category))
    for product in (draft, draft, live):
        note(product)
    proposal = NameProposal.objects.get()
    assert (proposal.name, proposal.document_count, proposal.organisation_count) == ("承压极限值", 2, 2)
    editing.accept_alias(proposal.pk, parameter_code="t.pressure", actor=acting(cast.administrator))
    for _again in range(2):
        unknown_names.handle_link_anew({"proposal_id": proposal.pk})
    value = draft.spec_values.get(text="≥90 MPa")
    assert value.parameter is not None
    assert (value.parameter.code, value.lo, value.unit) == ("t.pressure", "90", "MPa")
    assert draft.revisions.count() == 2
    assert live.spec_values.get(text="≥90 MPa").parameter is None
    assert live.revisions.count() == 1


def test_a_draft_that_has_the_parameter_already_keeps_both_rows(category: Category, cast: Cast) -> None:
    specs = (*make_content(category).specs, OWN)
    draft = make_draft(cast.sales_engineer, category, model="D-1", specs=specs)
    note(draft)
    proposal = NameProposal.objects.get()
    editing.accept_alias(proposal.pk, parameter_code="t.pressure", actor=acting(cast.administrator))
    unknown_names.handle_link_anew({"proposal_id": proposal.pk})
    assert draft.spec_values.get(text="≥90 MPa").parameter is None
    assert draft.revisions.count() == 1


def test_a_datasheet_tells_what_it_could_not_link(category: Category, cast: Cast) -> None:
    make_datasheet(cast.sales_engineer, category=category.code)
    assert "灯箱照度" in set(NameProposal.objects.values_list("name", flat=True))
    assert "系统耐压" not in set(NameProposal.objects.values_list("name", flat=True))
