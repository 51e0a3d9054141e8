"""A life cycle is its table: what stands there may be done, anything else is refused."""

from __future__ import annotations

import pytest
from django.db.models import TextChoices

from kernel.errors import TransitionRefused
from kernel.transitions import Lifecycle


class Status(TextChoices):
    DRAFT = "draft", "草稿"
    OPEN = "open", "开放"
    CLOSED = "closed", "关闭"


class Step(TextChoices):
    OPEN = "open", "开放"
    CLOSE = "close", "关闭"
    REOPEN = "reopen", "重开"


TABLE = {
    (Status.DRAFT, Step.OPEN): Status.OPEN,
    (Status.OPEN, Step.CLOSE): Status.CLOSED,
    (Status.CLOSED, Step.REOPEN): Status.OPEN,
    (Status.DRAFT, Step.CLOSE): Status.CLOSED,
}
LIFECYCLE: Lifecycle[Status, Step] = Lifecycle(TABLE)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", Step)
def test_the_whole_grid(status: Status, step: Step) -> None:
    assert LIFECYCLE.permits(status, step) == ((status, step) in TABLE)
    if (status, step) in TABLE:
        assert LIFECYCLE.after(status, step) == TABLE[status, step]
        return
    with pytest.raises(TransitionRefused) as refusal:
        LIFECYCLE.after(status, step)
    assert (refusal.value.status, refusal.value.code) == (409, "transition_refused")
    assert refusal.value.detail == {"status": status.value, "step": step.value}
    assert str(status.label) in refusal.value.message


def test_the_possible_steps_come_in_the_order_of_the_table() -> None:
    assert LIFECYCLE.steps(Status.DRAFT) == (Step.OPEN, Step.CLOSE)
    assert LIFECYCLE.steps(Status.CLOSED) == (Step.REOPEN,)


def test_a_later_change_of_the_given_table_changes_nothing() -> None:
    given = dict(TABLE)
    lifecycle: Lifecycle[Status, Step] = Lifecycle(given)
    given.clear()
    assert lifecycle.permits(Status.DRAFT, Step.OPEN)
