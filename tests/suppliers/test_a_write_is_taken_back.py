"""A write of a datasheet is taken back: its own values say again what they said, others' later edits stay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from apps.suppliers import services
from apps.suppliers.contents import SpecEntry
from apps.suppliers.datasheets import applying, deciding
from apps.suppliers.datasheets.deciding import Decision
from apps.suppliers.models import Datasheet, Product
from apps.suppliers.selectors import contents_of
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.models import Category
from kernel.errors import Conflict, NotFound
from tests.cast import Cast, acting
from tests.suppliers.builders import FLOW, RESOLUTION, make_datasheet, make_draft, make_type, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def category() -> Category:
    return make_type()


def test_a_write_is_taken_back_by_a_further_revision(cast: Cast, category: Category) -> None:
    actor = acting(cast.sales_engineer)
    product = make_draft(cast.sales_engineer, category)
    given = make_datasheet(cast.sales_engineer, product=product)
    deciding.decide(given.pk, rows_of(given)["流速范围"].pk, decision=Decision.ACCEPTED, actor=actor)
    applying.apply_datasheet(given.pk, actor=actor)
    done = applying.take_back(given.pk, actor=actor)
    assert (done.product.revision, done.restored, done.removed, done.to_confirm) == (3, 1, 0, 0)
    assert done.words == "已恢复 SY-600 高压液相色谱仪 写入前的指标：改回 1 项，去掉新写入的 0 项。"
    assert done.product.spec_values.get(parameter__code=FLOW).text == "0.001～10 mL/min"
    given.refresh_from_db()
    assert given.state == Datasheet.State.READ
    assert applying.apply_datasheet(given.pk, actor=actor).revision == 4


def _written_with(cast: Cast, category: Category, *names: str) -> tuple[Datasheet, Product]:
    """A draft into which these rows of the datasheet were written."""
    actor = acting(cast.sales_engineer)
    product = make_draft(cast.sales_engineer, category)
    given = make_datasheet(cast.sales_engineer, product=product)
    for name in names:
        deciding.decide(given.pk, rows_of(given)[name].pk, decision=Decision.ACCEPTED, actor=actor)
    return given, applying.apply_datasheet(given.pk, actor=actor)


def _edit(product: Product, cast: Cast, *, texts: Mapping[str, str], **fields: object) -> None:
    content = contents_of([product])[product.pk]
    specs = tuple(replace(spec, text=texts.get(spec.parameter, spec.text)) for spec in content.specs)
    wanted = replace(content, specs=specs, **fields)  # type: ignore[arg-type]
    services.edit_product(product.pk, content=wanted, actor=acting(cast.sales_engineer))


def test_what_was_edited_elsewhere_since_stays_when_a_write_is_taken_back(cast: Cast, category: Category) -> None:
    given, product = _written_with(cast, category, "流速范围", "灯箱照度")
    _edit(product, cast, texts={RESOLUTION: "61000"}, name="后来改的")
    done = applying.take_back(given.pk, actor=acting(cast.sales_engineer))
    assert (done.restored, done.removed) == (1, 1)
    assert done.product.name == "后来改的"
    values = done.product.spec_values.order_by("position")
    assert [(each.printed_name, each.text) for each in values] == [
        ("分辨率", "61000"), ("系统耐压", "≥100 MPa"), ("流速范围", "0.001～10 mL/min"),
    ]  # fmt: skip


def test_a_value_that_somebody_changed_since_is_named_and_nothing_is_taken_back(cast: Cast, category: Category) -> None:
    given, product = _written_with(cast, category, "流速范围", "灯箱照度")
    _edit(product, cast, texts={FLOW: "0.001～15 mL/min"})
    with pytest.raises(Conflict, match="“流速范围”又被修改过"):
        applying.take_back(given.pk, actor=acting(cast.sales_engineer))
    assert product.spec_values.get(parameter__code=FLOW).text == "0.001～15 mL/min"
    assert product.spec_values.filter(printed_name="灯箱照度").exists()


def test_a_value_that_comes_back_with_its_evidence_waits_to_be_confirmed(cast: Cast, category: Category) -> None:
    flow = SpecEntry(
        parameter=FLOW, text="0.001～10 mL/min", asked_rung=EvidenceRung.THIRD_PARTY, evidence="检测报告 12 第 3 页"
    )
    product = make_draft(cast.sales_engineer, category, specs=(flow,))
    given = make_datasheet(cast.sales_engineer, product=product)
    actor = acting(cast.sales_engineer)
    deciding.decide(given.pk, rows_of(given)["流速范围"].pk, decision=Decision.ACCEPTED, actor=actor)
    applying.apply_datasheet(given.pk, actor=actor)
    done = applying.take_back(given.pk, actor=actor)
    value = done.product.spec_values.get()
    assert (value.asked_rung, value.evidence, done.to_confirm) == (3, "检测报告 12 第 3 页", 1)
    assert "证据待平台重新核对" in done.words


def test_nobody_else_takes_a_write_back(cast: Cast, category: Category) -> None:
    given, product = _written_with(cast, category, "流速范围")
    for person in (cast.competing_maker, cast.institution_member, None):
        with pytest.raises(NotFound):
            applying.take_back(given.pk, actor=acting(person))
    assert product.spec_values.get(parameter__code=FLOW).text == "0.001～20 mL/min"
