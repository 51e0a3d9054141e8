"""存回产品: one click, an ordinary edit with its revision; measured values and strangers are left out of it."""

from __future__ import annotations

import pytest

from apps.answers import services
from apps.answers.lifecycle import Step
from apps.answers.models import Answer
from apps.answers.storing_back import differing_rows, store_back, take_back_stored
from apps.suppliers.contents import SpecEntry
from apps.suppliers.models import Product, SpecValue
from apps.suppliers.spec_edits import put_spec_value
from apps.taxonomy.models import Parameter
from kernel.errors import Conflict, NotFound, TransitionRefused
from tests.answers.build import make_answer, row_of, write
from tests.cast import Cast, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(cast: Cast) -> Answer:
    """The sales engineer's fresh answer."""
    return make_answer(cast)


def differing(answer: Answer) -> list[str]:
    rows = list(answer.rows.select_related("requirement"))
    found = differing_rows(answer, rows)
    return [row.requirement.clause for row in rows if row.pk in found]


def test_a_fresh_answer_differs_nowhere(answer: Answer) -> None:
    assert differing(answer) == []


def test_another_spelling_of_the_same_value_is_no_difference(cast: Cast, answer: Answer) -> None:
    write(answer, "2.1", cast, response="80MPa")
    assert differing(answer) == []


def test_a_changed_value_becomes_what_the_product_states(cast: Cast, answer: Answer) -> None:
    row = write(answer, "2.3", cast, response="58 dB", proof_name="检测报告", proof_pages="4")
    assert differing(answer) == ["2.3"]
    product = store_back(answer.pk, row.pk, actor=acting(cast.sales_engineer))
    value = SpecValue.objects.get(product=product, parameter__code="test.noise")
    assert (value.text, value.hi, value.evidence, value.rung, value.asked_rung) == (
        "58 dB",
        "58",
        "检测报告 第 4 页",
        1,
        1,
    )
    assert (product.revision, product.revisions.get(number=2).needs_check) == (2, True)
    answer.refresh_from_db()
    assert answer.product_revision == 2
    assert differing(answer) == []
    assert row_of(answer, "2.3").source == "product"
    assert SpecValue.objects.filter(product=product).count() == 3, "the other values stand as they were"


def test_a_value_that_the_product_lacked_is_added_with_its_condition(cast: Cast, answer: Answer) -> None:
    row = write(answer, "2.3", cast, response="58 dB（满负荷）")
    store_back(answer.pk, row.pk, actor=acting(cast.sales_engineer))
    found = SpecValue.objects.filter(product=answer.product, parameter__code="test.noise").order_by("position")
    assert [(each.text, each.condition) for each in found] == [("62 dB", ""), ("58 dB", "满负荷")]


def test_what_was_measured_here_is_not_the_makers_to_change(cast: Cast, answer: Answer) -> None:
    noise = Parameter.objects.get(code="test.noise")
    SpecValue.objects.create(
        product=answer.product, parameter=noise, printed_name="噪声", text="63 dB", kind="exact", lo="63", hi="63",
        unit="dB", rung=4, asked_rung=4, is_recorded=True,
    )  # fmt: skip
    row = write(answer, "2.3", cast, response="58 dB")
    store_back(answer.pk, row.pk, actor=acting(cast.sales_engineer))
    texts = set(SpecValue.objects.filter(product=answer.product, parameter=noise).values_list("text", flat=True))
    assert texts == {"63 dB", "58 dB"}


def test_a_stored_value_is_taken_back(cast: Cast, answer: Answer) -> None:
    actor = acting(cast.sales_engineer)
    row = write(answer, "2.3", cast, response="58 dB")
    stored = store_back(answer.pk, row.pk, actor=actor)
    done = take_back_stored(answer.pk, row.pk, number=stored.revision, actor=actor)
    assert SpecValue.objects.get(product=stored, parameter__code="test.noise").text == "62 dB"
    assert (done.product.revision, done.restored, done.removed) == (3, 1, 0)
    answer.refresh_from_db()
    assert (answer.product_revision, row_of(answer, "2.3").response) == (3, "58 dB")
    assert differing(answer) == ["2.3"], "it can be stored again"


def test_a_stored_value_that_was_added_goes_again(cast: Cast, answer: Answer) -> None:
    actor = acting(cast.sales_engineer)
    row = write(answer, "2.3", cast, response="58 dB（满负荷）")
    stored = store_back(answer.pk, row.pk, actor=actor)
    done = take_back_stored(answer.pk, row.pk, number=stored.revision, actor=actor)
    assert SpecValue.objects.get(product=stored, parameter__code="test.noise").text == "62 dB"
    assert (done.restored, done.removed) == (0, 1)


def test_what_was_changed_since_or_was_another_edit_is_not_taken_back(cast: Cast, answer: Answer) -> None:
    actor = acting(cast.sales_engineer)
    row = write(answer, "2.3", cast, response="58 dB")
    stored = store_back(answer.pk, row.pk, actor=actor)
    put_spec_value(stored.pk, entry=SpecEntry(parameter="test.noise", text="57 dB"), actor=actor)
    with pytest.raises(Conflict, match="又被修改过"):
        take_back_stored(answer.pk, row.pk, number=stored.revision, actor=actor)
    pressure = put_spec_value(stored.pk, entry=SpecEntry(parameter="test.pressure", text="81 MPa"), actor=actor)
    with pytest.raises(Conflict, match="不是由这一行存回"):
        take_back_stored(answer.pk, row.pk, number=pressure.revision, actor=actor)
    for number in (0, 1, 2_000_000_011):
        with pytest.raises(NotFound):
            take_back_stored(answer.pk, row.pk, number=number, actor=actor)
    assert SpecValue.objects.get(product=stored, parameter__code="test.noise").text == "57 dB"


def test_text_empty_rows_and_commercial_terms_are_not_taken_over(cast: Cast, answer: Answer) -> None:
    write(answer, "2.1", cast, response="详见附件3")
    write(answer, "4.1", cast, response="5年")
    assert differing(answer) == []
    for clause in ("2.1", "2.4", "4.1"):
        with pytest.raises(Conflict):
            store_back(answer.pk, row_of(answer, clause).pk, actor=acting(cast.sales_engineer))


def test_a_product_under_review_and_a_ready_answer_are_left_alone(cast: Cast, answer: Answer) -> None:
    row = write(answer, "2.3", cast, response="58 dB")
    Product.objects.filter(pk=answer.product_id).update(status=Product.Status.SUBMITTED)
    with pytest.raises(TransitionRefused):
        store_back(answer.pk, row.pk, actor=acting(cast.sales_engineer))
    services.take_step(answer.pk, Step.FINISH, actor=acting(cast.sales_engineer))
    with pytest.raises(TransitionRefused):
        store_back(answer.pk, row.pk, actor=acting(cast.sales_engineer))
    assert answer.product.spec_values.get(parameter__code="test.noise").text == "62 dB"


def test_nobody_else_takes_anything_over(cast: Cast, answer: Answer) -> None:
    row = write(answer, "2.3", cast, response="58 dB")
    for person in (cast.competing_maker, cast.institution_member, cast.administrator, None):
        with pytest.raises(NotFound):
            store_back(answer.pk, row.pk, actor=acting(person))
        with pytest.raises(NotFound):
            take_back_stored(answer.pk, row.pk, number=1, actor=acting(person))
    assert answer.product.spec_values.get(parameter__code="test.noise").text == "62 dB"
