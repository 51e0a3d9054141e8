"""Which of several values counts: rung before rung, and a failed verification never revives the older claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from apps.taxonomy.language.types import EvidenceRung, Verdict
from tests.language.deviations import ask, give, judged, parameter

TODAY = date(2026, 5, 1)
FACTS = parameter("pressure")
WANTED = ask(">=", "60", "MPa")
CLAIM = give("exact", "70", "MPa")
FAILED_TEST = replace(give("exact", "50", "MPa"), rung=EvidenceRung.THIRD_PARTY)


def test_a_tested_value_counts_before_a_better_claim_in_any_order() -> None:
    for values in ((CLAIM, FAILED_TEST), (FAILED_TEST, CLAIM)):
        found = judged(WANTED, *values, facts=FACTS, today=TODAY)
        assert found.verdict is Verdict.NEGATIVE
        assert found.rung == EvidenceRung.THIRD_PARTY


def test_an_expired_test_sinks_to_a_claim_and_still_holds_the_older_claim_down() -> None:
    expired = replace(FAILED_TEST, expires_on=TODAY - timedelta(days=1))
    found = judged(WANTED, CLAIM, expired, facts=FACTS, today=TODAY)
    assert found.verdict is Verdict.NEGATIVE
    assert found.rung == EvidenceRung.CLAIM


def test_evidence_still_counts_on_its_last_day() -> None:
    last_day = replace(FAILED_TEST, expires_on=TODAY)
    assert judged(WANTED, last_day, facts=FACTS, today=TODAY).rung == EvidenceRung.THIRD_PARTY


def test_valid_evidence_counts_before_expired_evidence_of_a_higher_rung() -> None:
    expired = replace(FAILED_TEST, rung=EvidenceRung.ACCREDITED, expires_on=TODAY - timedelta(days=1))
    report = replace(give("exact", "65", "MPa"), rung=EvidenceRung.USER_REPORT)
    assert judged(WANTED, expired, report, facts=FACTS, today=TODAY).verdict is Verdict.POSITIVE


def test_of_equal_rungs_the_first_given_counts() -> None:
    newer, older = give("exact", "55", "MPa"), give("exact", "70", "MPa")
    assert judged(WANTED, newer, older, facts=FACTS, today=TODAY).verdict is Verdict.NEGATIVE


def test_conditions_keep_their_own_evidence() -> None:
    tested_elsewhere = replace(FAILED_TEST, condition="40℃")
    assert judged(WANTED, CLAIM, tested_elsewhere, facts=FACTS, today=TODAY).verdict is Verdict.POSITIVE


def test_without_a_day_nothing_expires() -> None:
    long_gone = replace(FAILED_TEST, expires_on=date(1990, 1, 1))
    assert judged(WANTED, long_gone, facts=FACTS, today=None).rung == EvidenceRung.THIRD_PARTY
