"""Revisions, the after-review of published products, and evidence: stated, confirmed, measured, expired."""

from __future__ import annotations

from datetime import date

import pytest

from apps.suppliers import services
from apps.suppliers.contents import SpecEntry, changes_between
from apps.suppliers.facts import EvidenceRecorded, ProductChanged
from apps.suppliers.models import Product, ProductRevision, SpecValue
from apps.suppliers.selectors import contents_of, revisions_to_check, spec_values_of
from apps.taxonomy.language.types import EvidenceRung, SpecKind
from apps.taxonomy.models import Category, Parameter
from kernel.errors import AccessDenied, Conflict, InvalidInput
from tests.cast import Cast, acting
from tests.suppliers.builders import (
    PRESSURE,
    RESOLUTION,
    hear,
    make_content,
    make_draft,
    make_published,
    make_submitted,
    make_type,
)

STATED = SpecEntry(parameter=RESOLUTION, text="60000", asked_rung=EvidenceRung.THIRD_PARTY, evidence="HD-0932 第 5 页")


@pytest.fixture
def category(db: None) -> Category:
    return make_type()


@pytest.fixture
def published(cast: Cast, category: Category) -> Product:
    return make_published(cast.sales_engineer, category, by=cast.administrator)


def record(
    product: Product, cast: Cast, *, text: str = "58000", rung: EvidenceRung = EvidenceRung.ACCREDITED
) -> SpecValue:
    return services.record_evidence(
        product.pk,
        parameter=Parameter.objects.get(code=RESOLUTION),
        text=text,
        condition="m/z 200",
        rung=rung,
        evidence="JZ-24-1180",
        expires_on=date(2027, 5, 21),
        actor=acting(cast.evaluator),
    )


def test_every_content_change_is_kept_whole(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    content = make_content(category, specs=(SpecEntry(parameter=PRESSURE, text="≥120 MPa"),))
    services.edit_product(product.pk, content=content, actor=acting(cast.sales_engineer))
    first, second = product.revisions.all()
    assert (first.number, second.number) == (1, 2)
    assert [spec["text"] for spec in first.content["specs"]] == ["60000", "≥100 MPa", "0.001～10 mL/min"]
    assert [(spec["text"], spec["lo"], spec["unit"]) for spec in second.content["specs"]] == [
        ("≥120 MPa", "120", "MPa")
    ]


def test_an_edit_of_a_published_product_applies_at_once_and_waits_to_be_looked_at(
    cast: Cast, published: Product
) -> None:
    content = make_content(published.category, specs=(SpecEntry(parameter=PRESSURE, text="≥120 MPa"),))
    services.edit_product(published.pk, content=content, actor=acting(cast.sales_engineer))
    published.refresh_from_db()
    assert published.status == Product.Status.PUBLISHED
    (waiting,) = revisions_to_check()
    before = ProductRevision.objects.get(product=published, number=waiting.number - 1)
    changes = {
        change.label: (change.before, change.after) for change in changes_between(before.content, waiting.content)
    }
    assert changes["系统耐压"] == ("≥100 MPa · 1/4", "≥120 MPa · 1/4")
    assert changes["分辨率（m/z 200）"] == ("60000 · 1/4", "")


def test_a_draft_is_not_listed_for_the_after_review(cast: Cast, category: Category) -> None:
    product = make_draft(cast.sales_engineer, category)
    services.edit_product(product.pk, content=make_content(category, name="改"), actor=acting(cast.sales_engineer))
    assert not revisions_to_check().exists()


def test_a_revision_is_looked_at_once_and_by_administrators_only(cast: Cast, published: Product) -> None:
    services.edit_product(
        published.pk, content=make_content(published.category, name="改"), actor=acting(cast.sales_engineer)
    )
    revision = revisions_to_check()[0]
    for person in (cast.sales_engineer, cast.auditor):
        with pytest.raises(AccessDenied):
            services.check_revision(revision.pk, actor=acting(person))
    services.check_revision(revision.pk, actor=acting(cast.administrator))
    with pytest.raises(Conflict):
        services.check_revision(revision.pk, actor=acting(cast.administrator))


def test_stated_evidence_counts_only_once_an_administrator_has_seen_it(cast: Cast, category: Category) -> None:
    product = make_submitted(cast.sales_engineer, category, specs=(STATED,))
    value = product.spec_values.get()
    assert value.rung == EvidenceRung.CLAIM
    services.publish_product(product.pk, actor=acting(cast.administrator), confirmed=[])
    value.refresh_from_db()
    assert value.rung == EvidenceRung.CLAIM


def test_confirmed_evidence_makes_a_revision_of_its_own(cast: Cast, category: Category) -> None:
    product = make_submitted(cast.sales_engineer, category, specs=(STATED,))
    value = product.spec_values.get()
    services.publish_product(product.pk, actor=acting(cast.administrator), confirmed=[value.pk])
    value.refresh_from_db()
    latest = product.revisions.order_by("-number")[0]
    assert value.rung == EvidenceRung.THIRD_PARTY
    assert latest.cause == ProductRevision.Cause.CONFIRMED
    assert latest.content["specs"][0]["rung"] == 3


def test_a_changed_value_loses_its_confirmed_evidence_and_an_unchanged_one_keeps_it(
    cast: Cast, category: Category
) -> None:
    product = make_published(cast.sales_engineer, category, by=cast.administrator, specs=(STATED,))
    content = contents_of([product])[product.pk]
    services.edit_product(product.pk, content=content, actor=acting(cast.sales_engineer))
    assert product.spec_values.get().rung == EvidenceRung.THIRD_PARTY
    better = SpecEntry(
        parameter=RESOLUTION, text="90000", asked_rung=EvidenceRung.THIRD_PARTY, evidence="HD-0932 第 5 页"
    )
    services.edit_product(
        product.pk, content=make_content(category, specs=(better,)), actor=acting(cast.sales_engineer)
    )
    assert product.spec_values.get().rung == EvidenceRung.CLAIM


def test_stating_evidence_needs_a_document(cast: Cast, category: Category) -> None:
    bare = SpecEntry(parameter=RESOLUTION, text="60000", asked_rung=EvidenceRung.THIRD_PARTY)
    with pytest.raises(InvalidInput) as refusal:
        make_draft(cast.sales_engineer, category, specs=(bare,))
    assert list(refusal.value.detail) == ["specs.0.evidence"]


def test_a_measured_value_stands_beside_the_claim_with_a_revision_and_news(
    cast: Cast, published: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = hear(monkeypatch, EvidenceRecorded)
    measured = record(published, cast)
    published.refresh_from_db()
    assert heard == [EvidenceRecorded(published.pk, measured.pk)]
    assert (measured.rung, measured.lo, measured.kind) == (EvidenceRung.ACCREDITED, "58000", SpecKind.EXACT)
    assert [row.text for row in published.spec_values.filter(parameter=measured.parameter)] == ["60000", "58000"]
    assert published.revisions.order_by("-number")[0].cause == ProductRevision.Cause.EVIDENCE
    assert published.revision == published.revisions.count()


def test_a_maker_cannot_edit_a_measured_value_away(cast: Cast, published: Product) -> None:
    measured = record(published, cast)
    services.edit_product(
        published.pk, content=make_content(published.category, specs=()), actor=acting(cast.sales_engineer)
    )
    assert [row.pk for row in published.spec_values.all()] == [measured.pk]


def test_no_news_of_evidence_for_a_draft(cast: Cast, category: Category, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = hear(monkeypatch, EvidenceRecorded)
    record(make_draft(cast.sales_engineer, category), cast)
    assert heard == []


def test_a_measured_text_that_is_not_understood_stays_text(cast: Cast, published: Product) -> None:
    measured = record(published, cast, text="见附件")
    assert (measured.kind, measured.lo, measured.base_lo) == (SpecKind.TEXT, "", None)


def test_the_newest_value_comes_first_for_the_comparison(cast: Cast, published: Product) -> None:
    record(published, cast)
    values = spec_values_of([published])[published.pk]
    texts = [value.text for value in values if value.code == RESOLUTION]
    assert texts == ["58000", "60000"]


def test_confirming_evidence_of_a_published_product_is_news(
    cast: Cast, published: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.edit_product(
        published.pk, content=make_content(published.category, specs=(STATED,)), actor=acting(cast.sales_engineer)
    )
    heard = hear(monkeypatch, ProductChanged)
    value = published.spec_values.get()
    services.check_revision(revisions_to_check()[0].pk, actor=acting(cast.administrator), confirmed=[value.pk])
    assert heard == [ProductChanged(published.pk)]
