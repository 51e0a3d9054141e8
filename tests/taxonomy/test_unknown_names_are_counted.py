"""Names that link to nothing are counted once per document, by category, and shown with no more than may be seen."""

from __future__ import annotations

import pytest
from django.db import transaction

from apps.accounts.models import Organisation
from apps.taxonomy import proposal_selectors as selectors
from apps.taxonomy.models import Category, NameProposal, NameSighting
from apps.taxonomy.noting import Source, UnknownName, forget, is_name, mark_published, note_unknown_names
from apps.taxonomy.proposing import key_of
from tests.cast import Cast, make_organisation, organisation_of
from tests.suppliers.builders import make_type
from tests.taxonomy.proposals import make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def category() -> Category:
    return make_type("999902")


@pytest.fixture
def university(cast: Cast) -> Organisation:
    return organisation_of(cast.institution_member)


def note(names: list[UnknownName], source: str, organisation: Organisation, category: Category) -> None:
    with transaction.atomic():
        note_unknown_names(names, source=Source(source, organisation), category_id=category.pk)


def test_reading_a_document_again_counts_nothing_twice(category: Category, university: Organisation) -> None:
    rows = [UnknownName("承压上限", "泵", "MPa", "承压上限≥60MPa"), UnknownName("承压上限"), UnknownName("延迟体积")]
    for _again in range(3):
        note(rows, "doc:1", university, category)
    counted = {p.name: (p.row_count, p.document_count, p.organisation_count) for p in NameProposal.objects.all()}
    assert counted == {"承压上限": (2, 1, 1), "延迟体积": (1, 1, 1)}


def test_a_name_that_a_new_reading_no_longer_has_is_gone(category: Category, university: Organisation) -> None:
    note([UnknownName("承压上限"), UnknownName("延迟体积")], "doc:1", university, category)
    note([UnknownName("承压上限")], "doc:1", university, category)
    assert [p.name for p in NameProposal.objects.all()] == ["承压上限"]


def test_documents_and_organisations_are_counted_apart(category: Category, university: Organisation) -> None:
    other = make_organisation(name="另一大学")
    for number, organisation in enumerate([university, university, other]):
        note([UnknownName("承压上限")], f"doc:{number}", organisation, category)
    proposal = NameProposal.objects.get()
    assert (proposal.document_count, proposal.organisation_count) == (3, 2)
    assert selectors.times_seen(["承压上限", "别的名称"], category_id=category.pk) == {"承压上限": 3}
    assert selectors.times_seen(["承压上限"], category_id=None) == {}
    NameProposal.objects.update(state=NameProposal.State.REJECTED)
    assert selectors.times_seen(["承压上限"], category_id=category.pk) == {}  # nobody is to decide on it any more


def test_spellings_of_one_name_are_one_proposal(category: Category, university: Organisation) -> None:
    for number, name in enumerate(["工作距离", "工作 距离", "工作距离WD", "工作距离（Working distance）", "工作距离"]):
        note([UnknownName(name)], f"doc:{number}", university, category)
    proposal = NameProposal.objects.get()
    assert proposal.document_count == 5
    assert selectors.spellings(proposal)[0] == selectors.Spelling("工作距离", 2)
    assert key_of("工作距离 X") != key_of("工作距离")


def test_the_same_name_in_another_category_is_another_proposal(category: Category, university: Organisation) -> None:
    other = make_type("999903")
    note([UnknownName("承压上限")], "doc:1", university, category)
    note([UnknownName("承压上限")], "doc:2", university, other)
    assert NameProposal.objects.count() == 2
    note([UnknownName("承压上限")], "doc:2", university, category)
    assert NameProposal.objects.get().document_count == 2


@pytest.mark.parametrize("name", ["", "1", "压", "3.5×10", "——", "超" * 41])
def test_what_is_no_name_is_not_counted(name: str, category: Category, university: Organisation) -> None:
    assert not is_name(name)
    note([UnknownName(name)], "doc:1", university, category)
    assert not NameProposal.objects.exists()


def test_a_forgotten_document_takes_its_counts_along(category: Category, university: Organisation) -> None:
    note([UnknownName("承压上限")], "doc:1", university, category)
    note([UnknownName("承压上限")], "doc:2", university, category)
    with transaction.atomic():
        forget(["doc:1"])
    assert NameProposal.objects.get().document_count == 1
    with transaction.atomic():
        forget(["doc:2"])
    assert not NameProposal.objects.exists()
    assert not NameSighting.objects.exists()


def test_an_unpublished_name_of_one_organisation_shows_nothing_but_itself(
    category: Category, university: Organisation
) -> None:
    secret = f"{university.name}采购：承压上限≥61.7MPa"
    proposal = make_proposal(category, organisation=university, group="专用泵", example=secret)
    assert selectors.surroundings(proposal) == selectors.Surroundings(is_hidden=True)
    with transaction.atomic():
        mark_published(["test:1"])
    shown = selectors.surroundings(proposal)
    assert shown.groups == ("专用泵",)
    assert shown.units == ("MPa",)
    assert shown.examples == ("〔单位〕采购：承压上限≥61.7MPa",)


def test_a_name_of_two_organisations_shows_its_lines_without_their_names(
    category: Category, university: Organisation
) -> None:
    other = make_organisation(name="另一大学")
    make_proposal(category, organisation=university, source="a:1", example=f"{university.name}：承压上限≥60MPa")
    proposal = make_proposal(category, organisation=other, source="a:2", example="承压上限≥70MPa")
    shown = selectors.surroundings(proposal)
    assert set(shown.examples) == {"〔单位〕：承压上限≥60MPa", "承压上限≥70MPa"}
