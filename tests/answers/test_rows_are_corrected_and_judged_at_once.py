"""A row that is typed is read, judged, and kept; what contradicts somebody else's work is told with both texts."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from apps.answers import services
from apps.answers.contents import RowFields
from apps.answers.lifecycle import LIFECYCLE, Status, Step
from apps.answers.models import Answer, AnswerRow
from apps.answers.selectors import summary_of
from kernel.errors import InvalidInput, NotFound, TransitionRefused
from tests.answers.build import COMMERCIAL, TECHNICAL, make_answer, make_offered, row_of, write
from tests.cast import Cast, acting


@pytest.fixture
def answer(cast: Cast) -> Answer:
    """The sales engineer's fresh answer."""
    return make_answer(cast)


def test_a_typed_value_is_judged_and_confirmed_by_being_typed(cast: Cast, answer: Answer) -> None:
    row = write(answer, "2.3", cast, response="58 dB")
    assert (row.verdict, row.source, row.is_confirmed, row.edit) == ("positive", "typed", True, 1)
    assert row.changed_by == cast.sales_engineer
    worse = write(answer, "2.3", cast, response="61 dB")
    assert (worse.verdict, worse.edit) == ("negative", 2)
    assert "61 dB" in worse.sentence


def test_what_is_not_read_with_certainty_has_no_number_and_waits_for_a_person(cast: Cast, answer: Answer) -> None:
    row = write(answer, "2.1", cast, response="完全满足招标要求")
    assert (row.verdict, row.value) == ("manual", {"code": "test.pressure", "kind": "text"})
    other_dimension = write(answer, "2.1", cast, response="80 ℃")
    assert other_dimension.verdict == "manual"


def test_a_clause_without_a_parameter_can_be_answered_in_words(cast: Cast, answer: Answer) -> None:
    row = write(answer, "2.6", cast, response="120 μL")
    assert row.verdict == "manual"
    assert "未关联到参数库" in row.sentence
    assert write(answer, "2.6", cast, response="").verdict == "unanswered"


def test_where_a_person_must_judge_the_maker_may_state_its_own_view(cast: Cast, answer: Answer) -> None:
    write(answer, "2.5", cast, response="全中文操作软件")
    assert write(answer, "2.5", cast, stated="meets").stated == "meets"
    judged = write(answer, "2.1", cast, response="90 MPa", stated="negative")
    assert (judged.verdict, judged.stated) == ("positive", "")
    with pytest.raises(InvalidInput) as refusal:
        write(answer, "2.5", cast, stated="unanswered")
    assert set(refusal.value.detail) == {"stated"}


def test_pages_are_kept_in_one_form_and_wrong_ones_named(cast: Cast, answer: Answer) -> None:
    assert write(answer, "2.1", cast, proof_pages="P12～13").proof_pages == "12-13"
    with pytest.raises(InvalidInput) as refusal:
        write(answer, "2.1", cast, proof_pages="附录A")
    assert "附录A" in refusal.value.message
    assert set(refusal.value.detail) == {"proof_pages"}
    assert row_of(answer, "2.1").proof_pages == "12-13"


@pytest.mark.parametrize(
    ("field", "text"),
    [("response", "x" * 401), ("explanation", "y" * 401), ("proof_name", "z" * 201), ("response", "\ud800")],
)
def test_what_cannot_be_kept_is_refused_by_field(cast: Cast, answer: Answer, field: str, text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        write(answer, "2.1", cast, **{field: text})
    assert set(refusal.value.detail) == {field}


def test_a_new_proof_changes_no_judgement(cast: Cast, answer: Answer) -> None:
    before = row_of(answer, "2.1")
    row = write(answer, "2.1", cast, proof_name="检测报告", explanation="余量充足")
    assert (row.verdict, row.sentence, row.source, row.rung) == (before.verdict, before.sentence, "product", 3)


def test_the_same_again_changes_nothing(cast: Cast, answer: Answer) -> None:
    row = row_of(answer, "2.1")
    same = write(answer, "2.1", cast)
    assert (same.edit, same.changed_at) == (row.edit, row.changed_at)


def test_the_second_of_two_editors_gets_both_texts_and_nothing_is_overwritten(cast: Cast, answer: Answer) -> None:
    seen = row_of(answer, "2.3")
    write(answer, "2.3", cast, response="58 dB")
    with pytest.raises(services.RowChanged) as refusal:
        services.update_row(
            answer.pk,
            seen.pk,
            fields=RowFields(response="59 dB"),
            seen_edit=seen.edit,
            actor=acting(cast.sales_engineer),
        )
    detail = refusal.value.detail
    assert refusal.value.status == 409
    assert (detail["yours"]["response"], detail["theirs"]["response"]) == ("59 dB", "58 dB")  # type: ignore[index]
    assert detail["edit"] == 1
    assert row_of(answer, "2.3").response == "58 dB"


def test_two_editors_who_agree_do_not_collide(cast: Cast, answer: Answer) -> None:
    seen = row_of(answer, "2.3")
    write(answer, "2.3", cast, response="58 dB")
    again = services.update_row(
        answer.pk, seen.pk, fields=RowFields(response="58 dB"), seen_edit=seen.edit, actor=acting(cast.sales_engineer)
    )
    assert again.response == "58 dB"


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_wins(cast: Cast) -> None:
    answer = make_answer(cast)
    row = row_of(answer, "2.3")
    outcomes = _at_once(lambda turn: _write_blindly(answer, row, f"{40 + turn} dB", cast), 6)
    assert outcomes.count("saved") == 1
    assert outcomes.count("row_changed") == 5
    after = row_of(answer, "2.3")
    assert after.edit == 1


def _write_blindly(answer: Answer, row: AnswerRow, text: str, cast: Cast) -> str:
    try:
        services.update_row(
            answer.pk, row.pk, fields=RowFields(response=text), seen_edit=row.edit, actor=acting(cast.sales_engineer)
        )
    except services.RowChanged as refusal:
        return refusal.code
    return "saved"


def _at_once(act: Callable[[int], str], count: int) -> list[str]:
    barrier = threading.Barrier(count)
    outcomes: list[str] = []

    def run(turn: int) -> None:
        barrier.wait()
        try:
            outcomes.append(act(turn))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(turn,)) for turn in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def test_all_that_pass_are_confirmed_at_once_and_no_others(cast: Cast, answer: Answer) -> None:
    assert services.confirm_rows(answer.pk, actor=acting(cast.sales_engineer)) == 4
    confirmed = set(answer.rows.filter(is_confirmed=True).values_list("requirement__clause", flat=True))
    assert confirmed == {"2.1", "2.2", "4.1", "4.2"}  # 2.3 is negative, the others are empty


def test_counts_tell_what_would_hurt(cast: Cast, answer: Answer) -> None:
    write(answer, "2.1", cast, response="50 MPa")
    summary = summary_of(list(answer.rows.select_related("requirement")))
    assert [row.requirement.clause for row in summary.mandatory_negative] == ["2.1"]
    assert [row.requirement.clause for row in summary.important_unproven] == ["2.3"]
    assert [row.requirement.clause for row in summary.unfilled] == ["2.4", "2.5", "2.6", "4.3"]
    assert summary.total == len(TECHNICAL) + len(COMMERCIAL)
    write(answer, "2.2", cast, response="")
    again = summary_of(list(answer.rows.select_related("requirement")))
    assert [row.requirement.clause for row in again.mandatory_open] == ["2.2"]


def test_a_ready_answer_is_not_edited_until_it_is_opened_again(cast: Cast, answer: Answer) -> None:
    actor = acting(cast.sales_engineer)
    services.take_step(answer.pk, Step.FINISH, actor=actor)
    with pytest.raises(TransitionRefused):
        write(answer, "2.1", cast, response="70 MPa")
    with pytest.raises(TransitionRefused):
        services.set_offer(answer.pk, price_yuan=None, delivery_days=30, actor=actor)
    services.take_step(answer.pk, Step.REOPEN, actor=actor)
    assert write(answer, "2.1", cast, response="70 MPa").response == "70 MPa"
    assert [(step.from_status, step.to_status) for step in answer.steps.all()] == [
        ("draft", "ready"),
        ("ready", "draft"),
    ]


def test_the_table_of_steps_forbids_all_else() -> None:
    permitted = {(status, step) for status in Status for step in Step if LIFECYCLE.permits(status, step)}
    drafts = {Step.EDIT, Step.FINISH, Step.DELETE}
    assert permitted == {(Status.DRAFT, step) for step in drafts} | {(Status.READY, Step.REOPEN)}


def test_an_offer_is_bounded_and_named(cast: Cast, answer: Answer) -> None:
    with pytest.raises(InvalidInput) as refusal:
        services.set_offer(answer.pk, price_yuan=None, delivery_days=4000, actor=acting(cast.sales_engineer))
    assert set(refusal.value.detail) == {"delivery_days"}


def test_to_everybody_else_there_is_no_such_answer(cast: Cast, answer: Answer) -> None:
    row = row_of(answer, "2.1")
    for person in (cast.competing_maker, cast.institution_member, cast.administrator, cast.auditor, None):
        for number in (answer.pk, 2_000_000_011):
            with pytest.raises(NotFound) as refusal:
                services.update_row(number, row.pk, fields=RowFields(), seen_edit=0, actor=acting(person))
            assert refusal.value.message == "没有找到这份应答，或您无权查看。"
    other = make_answer(cast, product=make_offered(cast, model="QM-2"))
    with pytest.raises(NotFound):
        services.update_row(other.pk, row.pk, fields=RowFields(), seen_edit=0, actor=acting(cast.sales_engineer))
