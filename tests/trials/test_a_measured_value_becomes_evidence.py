"""A trial runs its course, and what was measured changes the deviation table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from apps.matching.models import Match, MatchRun
from apps.taxonomy.models import Parameter
from apps.trials import services
from apps.trials.lifecycle import LIFECYCLE, Step
from apps.trials.models import Trial
from kernel import clock
from kernel.errors import AccessDenied, InvalidInput, NotFound, TransitionRefused
from tests.cast import Cast, acting, organisation_of
from tests.support.market import do_waiting_work, make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}


@pytest.fixture
def match(cast: Cast, db: None) -> Match:
    """An eligible product of the maker for the institution's demand."""
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    return match_now(demand).matches.get()


@pytest.fixture
def running(match: Match, cast: Cast) -> Trial:
    """A trial under way."""
    trial = services.request_trial(
        match, centre=organisation_of(cast.evaluator), purpose="验证耐压", actor=acting(cast.institution_member)
    )
    services.take_step(trial.pk, Step.ACCEPT, actor=acting(cast.evaluator))
    return services.take_step(trial.pk, Step.START, actor=acting(cast.evaluator), serial_number="SN-1")


def _measured(text: str, **changes: object) -> services.Measured:
    value = services.Measured(
        parameter=Parameter.objects.get(code="test.pressure"), text=text, measured_on=clock.today()
    )
    return replace(value, **changes)  # type: ignore[arg-type]


def test_a_failing_value_turns_the_verdict(running: Trial, cast: Cast) -> None:
    services.record_reading(running.pk, _measured("55 MPa"), actor=acting(cast.evaluator))
    do_waiting_work()
    run = MatchRun.objects.get(version__demand=running.demand, is_current=True)
    row = run.matches.get().rows.get(position=1)
    assert run.cause == MatchRun.Cause.EVIDENCE
    assert (row.verdict, row.answer, row.rung) == ("negative", "55 MPa", 3)
    assert running.code in row.evidence


def test_an_accredited_value_has_the_highest_rung(running: Trial, cast: Cast) -> None:
    reading = services.record_reading(running.pk, _measured("78 MPa", is_accredited=True), actor=acting(cast.evaluator))
    assert reading.spec_value is not None
    assert reading.spec_value.rung == 4


def test_the_maker_and_the_institution_cannot_record(running: Trial, cast: Cast) -> None:
    for person in (cast.sales_engineer, cast.institution_member):
        with pytest.raises(AccessDenied):
            services.record_reading(running.pk, _measured("99 MPa"), actor=acting(person))


def test_for_strangers_the_trial_is_not_there(running: Trial, cast: Cast) -> None:
    for person in (cast.other_institution_member, cast.competing_maker, cast.broker):
        with pytest.raises(NotFound):
            services.take_step(running.pk, Step.REPORT, actor=acting(person), reason="x")


def test_a_value_from_the_future_or_without_a_number_is_refused(running: Trial, cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        services.record_reading(
            running.pk, _measured("70 MPa", measured_on=clock.today() + timedelta(days=1)), actor=acting(cast.evaluator)
        )
    with pytest.raises(InvalidInput):
        services.record_reading(running.pk, _measured("完全满足要求"), actor=acting(cast.evaluator))
    assert not running.readings.exists()


def test_a_result_needs_a_reading_and_a_conclusion(running: Trial, cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        services.take_step(running.pk, Step.REPORT, actor=acting(cast.evaluator), reason="合格")
    services.record_reading(running.pk, _measured("70 MPa"), actor=acting(cast.evaluator))
    with pytest.raises(InvalidInput):
        services.take_step(running.pk, Step.REPORT, actor=acting(cast.evaluator), reason=" ")
    done = services.take_step(running.pk, Step.REPORT, actor=acting(cast.evaluator), reason="合格")
    assert (done.status, done.steps.count()) == (Trial.Status.REPORTED, 5)


def test_one_trial_of_a_pair_at_a_time(running: Trial, match: Match, cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        services.request_trial(
            match, centre=organisation_of(cast.evaluator), purpose="再来", actor=acting(cast.institution_member)
        )


@pytest.mark.parametrize("status", Trial.Status)
@pytest.mark.parametrize("step", Step)
def test_every_other_step_is_refused(status: Trial.Status, step: Step) -> None:
    permitted = {
        (Trial.Status.REQUESTED, Step.ACCEPT),
        (Trial.Status.REQUESTED, Step.DECLINE),
        (Trial.Status.REQUESTED, Step.CANCEL),
        (Trial.Status.ACCEPTED, Step.START),
        (Trial.Status.ACCEPTED, Step.CANCEL),
        (Trial.Status.RUNNING, Step.RECORD),
        (Trial.Status.RUNNING, Step.REPORT),
    }
    if (status, step) in permitted:
        assert LIFECYCLE.after(status, step) in Trial.Status
    else:
        with pytest.raises(TransitionRefused):
            LIFECYCLE.after(status, step)


def test_the_makers_claim_is_kept_beside_what_was_measured(running: Trial, cast: Cast) -> None:
    assert services.record_reading(running.pk, _measured("55 MPa"), actor=acting(cast.evaluator)).asked_text == "80 MPa"


def test_where_the_maker_claimed_nothing_the_measurement_is_not_taken_for_its_claim(running: Trial, cast: Cast) -> None:
    running.product.spec_values.all().delete()
    assert services.record_reading(running.pk, _measured("55 MPa"), actor=acting(cast.evaluator)).asked_text == ""
