"""Every step of accounts runs beside itself: one wins, the others are refused in words, nothing is half done."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from django.db import connection, transaction

from apps.accounts.lifecycle import Step
from apps.accounts.members import accept_invitation, invite_colleague, remove_member, token_of
from apps.accounts.models import Membership, Organisation, User
from apps.accounts.services import (
    MOST_PENDING_PER_PERSON,
    OrganisationDetails,
    create_organisation,
    decide_verification,
)
from apps.accounts.uscc import compose_uscc
from kernel.errors import DomainError
from tests.cast import acting, make_cast, make_member, make_organisation, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(steps: Sequence[Callable[[], object]]) -> Counter[str]:
    """Take all steps in sessions of their own that start together; counts "done" and the codes of refusals."""
    gate, outcomes = threading.Barrier(len(steps)), []

    def take(step: Callable[[], object]) -> None:
        gate.wait(10)
        try:
            step()
            outcomes.append("done")
        except DomainError as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(outcomes) == len(steps), "a step ended in an error that is none of the domain's, or hangs"
    return Counter(outcomes)


def owners(organisation: Organisation) -> int:
    return Membership.objects.filter(organisation=organisation, role=Membership.Role.OWNER).count()


def test_of_owners_who_all_leave_one_stays() -> None:
    organisation = make_organisation()
    people = [make_member(organisation=organisation, role="owner") for _ in range(6)]
    outcomes = at_once([_leaving(user) for user in people])
    assert outcomes == {"done": 5, "conflict": 1}
    assert owners(organisation) == 1


def _leaving(user: User) -> Callable[[], object]:
    actor, membership = acting(user), user.memberships.get()
    return lambda: remove_member(actor, membership.pk)


def test_control_without_the_lock_everybody_would_leave() -> None:
    """The same check without a lock: all see that others remain, then all go."""
    organisation = make_organisation()
    people = [make_member(organisation=organisation, role="owner") for _ in range(4)]
    seen = threading.Barrier(len(people))

    def leave_unlocked(user: User) -> Callable[[], object]:
        def leave() -> None:
            with transaction.atomic():
                assert owners(organisation) > 1
                seen.wait(10)
                Membership.objects.filter(user=user).delete()

        return leave

    assert at_once([leave_unlocked(user) for user in people]) == {"done": 4}
    assert owners(organisation) == 0


def test_an_invitation_is_accepted_once() -> None:
    owner = make_member(organisation=make_organisation(), role="owner")
    guest = make_user(email="guest@example.org")
    invitation = invite_colleague(acting(owner), email=guest.email, role="member", site_url="https://yiqiao.example")
    outcomes = at_once([lambda: accept_invitation(guest, token=token_of(invitation)) for _ in range(6)])
    assert outcomes == {"done": 1, "not_found": 5}
    assert guest.memberships.count() == 1


def test_of_opposite_decisions_one_counts() -> None:
    cast = make_cast()
    organisation = make_organisation(verified=False)
    administrator = acting(cast.administrator)
    steps = [Step.VERIFY, Step.REJECT] * 4
    decide = partial(decide_verification, administrator, organisation.pk, reason="依据")
    outcomes = at_once([partial(decide, step=step) for step in steps])
    organisation.refresh_from_db()
    # A rejection is final; after a verification no second decision of these two is possible either.
    assert outcomes == {"done": 1, "transition_refused": 7}
    assert organisation.verification_steps.count() == 1


def test_a_code_is_registered_once_by_people_at_the_same_moment() -> None:
    details = OrganisationDetails(name="同时登记", uscc=compose_uscc(58_000_001), province_code="33")
    actors = [acting(make_user()) for _ in range(6)]
    outcomes = at_once([partial(create_organisation, actor, kind="maker", details=details) for actor in actors])
    assert outcomes == {"done": 1, "conflict": 5}
    assert Membership.objects.count() == 1


def test_one_person_cannot_slip_past_the_limit_of_waiting_organisations() -> None:
    actor = acting(make_user())
    codes = [compose_uscc(58_100_000 + number) for number in range(6)]
    wanted = [OrganisationDetails(name="很多", uscc=code, province_code="33") for code in codes]
    outcomes = at_once([partial(create_organisation, actor, kind="maker", details=details) for details in wanted])
    assert outcomes == {"done": MOST_PENDING_PER_PERSON, "conflict": 3}
