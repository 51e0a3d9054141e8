"""An organisation is registered by a person, decided on by an administrator, and its owners are told."""

from __future__ import annotations

import pytest
from django.urls import reverse

from apps.accounts.lifecycle import LIFECYCLE, Step
from apps.accounts.models import Membership, Organisation, User
from apps.accounts.services import (
    MOST_PENDING_PER_PERSON,
    OrganisationDetails,
    create_organisation,
    decide_verification,
    edit_organisation,
)
from apps.accounts.uscc import compose_uscc
from apps.notifications.models import Notification
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from tests.cast import Cast, acting, join, make_organisation, organisation_of, signed_in

Status = Organisation.Verification


def details(**changes: str) -> OrganisationDetails:
    """Details that can be accepted, with the given ones instead."""
    usual = {"name": "临江大学（示例）", "uscc": code(55_000_001), "province_code": "33", "city_code": "3301"}
    return OrganisationDetails(**(usual | changes))


def code(serial: int) -> str:
    return compose_uscc(serial, kind="12")


def titles_of(user: User) -> list[str]:
    return list(Notification.objects.filter(user=user).values_list("title", flat=True))


def test_the_person_who_registers_becomes_owner_and_administrators_are_told(cast: Cast) -> None:
    made = create_organisation(acting(cast.newcomer), kind="institution", details=details())
    assert made.verification == Status.PENDING
    assert Membership.objects.get(organisation=made).role == Membership.Role.OWNER
    assert list(made.verification_steps.values_list("decision", "decided_by")) == [("pending", cast.newcomer.pk)]
    assert titles_of(cast.administrator) == ["临江大学（示例） 等待核验"]
    assert titles_of(cast.auditor) == []


def test_nobody_registers_without_an_account(cast: Cast) -> None:
    with pytest.raises(AccessDenied):
        create_organisation(acting(None), kind="institution", details=details())
    with pytest.raises(AccessDenied):
        create_organisation(acting(cast.suspended_user), kind="institution", details=details())


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("platform", {}, "kind"),
        ("university", {}, "kind"),
        ("institution", {"uscc": "123456789012345678"}, "uscc"),
        ("institution", {"province_code": "99", "city_code": ""}, "region"),
        ("institution", {"city_code": "3201"}, "region"),
        ("institution", {"name": "  "}, "name"),
    ],
)
def test_wrong_details_are_refused_by_field(newcomer: User, kind: str, changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        create_organisation(acting(newcomer), kind=kind, details=details(**changes))
    assert field in refusal.value.detail
    assert not Organisation.objects.filter(memberships__user=newcomer).exists()


def test_a_code_is_registered_once(cast: Cast) -> None:
    create_organisation(acting(cast.newcomer), kind="institution", details=details())
    with pytest.raises(Conflict, match="已登记"):
        create_organisation(acting(cast.sales_engineer), kind="maker", details=details(name="另一名称"))


def test_a_person_cannot_fill_the_queue(newcomer: User) -> None:
    for serial in range(MOST_PENDING_PER_PERSON):
        create_organisation(acting(newcomer), kind="maker", details=details(uscc=code(56_000_000 + serial)))
    with pytest.raises(Conflict, match="等待核验"):
        create_organisation(acting(newcomer), kind="maker", details=details(uscc=code(56_000_009)))


def test_verification_lets_it_act_and_tells_the_owners(cast: Cast) -> None:
    owner, organisation = cast.unverified_member, organisation_of(cast.unverified_member)
    assert not acting(owner).acts_for("institution")
    decided = decide_verification(acting(cast.administrator), organisation.pk, step=Step.VERIFY)
    assert decided.verified_by == cast.administrator
    assert decided.verified_at is not None
    assert acting(owner).acts_for("institution")
    assert titles_of(owner) == [f"{organisation.name} 已通过核验，可以发布了"]


def test_a_rejection_needs_a_reason_that_the_owners_read(cast: Cast) -> None:
    owner, organisation = cast.unverified_member, organisation_of(cast.unverified_member)
    with pytest.raises(InvalidInput, match="理由"):
        decide_verification(acting(cast.administrator), organisation.pk, step=Step.REJECT, reason=" ")
    decide_verification(acting(cast.administrator), organisation.pk, step=Step.REJECT, reason="名称与证书不一致")
    assert "名称与证书不一致" in signed_in(owner).get(organisation_url(organisation)).content.decode()
    assert Notification.objects.get(user=owner).body == "名称与证书不一致"


def test_correcting_a_rejected_organisation_submits_it_again(cast: Cast) -> None:
    owner, organisation = cast.unverified_member, organisation_of(cast.unverified_member)
    decide_verification(acting(cast.administrator), organisation.pk, step=Step.REJECT, reason="名称有误")
    edit_organisation(acting(owner), organisation.pk, details=details(name="更正后的名称"))
    organisation.refresh_from_db()
    assert (organisation.verification, organisation.name) == (Status.PENDING, "更正后的名称")
    steps = organisation.verification_steps.values_list("decision", "reason")
    assert list(steps) == [("rejected", "名称有误"), ("pending", "")]


def test_what_was_verified_stays_as_it_was_verified(cast: Cast) -> None:
    owner, organisation = cast.institution_owner, organisation_of(cast.institution_owner)
    with pytest.raises(Conflict):
        edit_organisation(acting(owner), organisation.pk, details=details(name="改名"))
    same = details(name=organisation.name, uscc=organisation.uscc, address="示例路1号")
    assert edit_organisation(acting(owner), organisation.pk, details=same).address == "示例路1号"


def test_only_owners_edit_and_an_unknown_organisation_is_not_found(cast: Cast) -> None:
    organisation = organisation_of(cast.institution_owner)
    for user in (cast.institution_member, cast.institution_approver, cast.other_institution_member, cast.administrator):
        with pytest.raises(AccessDenied):
            edit_organisation(acting(user), organisation.pk, details=details())
    hidden = organisation_of(cast.unverified_member)
    for organisation_id in (hidden.pk, 2_000_000_011):
        with pytest.raises(NotFound):
            edit_organisation(acting(cast.institution_owner), organisation_id, details=details())


def test_only_administrators_decide_and_never_on_their_own(cast: Cast) -> None:
    organisation = organisation_of(cast.unverified_member)
    for role, user in cast.everyone().items():
        if role != "administrator":
            with pytest.raises(AccessDenied):
                decide_verification(acting(user), organisation.pk, step=Step.VERIFY)
    own = organisation_of(cast.administrator)
    with pytest.raises(AccessDenied, match="另一位管理员"):
        decide_verification(acting(cast.administrator), own.pk, step=Step.REVOKE, reason="试试")


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", [step for step in Step if step != Step.RESUBMIT])
def test_every_step_outside_the_table_is_refused(administrator: User, status: Status, step: Step) -> None:
    organisation = make_organisation(verified=False)
    Organisation.objects.filter(pk=organisation.pk).update(verification=status)
    if LIFECYCLE.permits(status, step):
        decided = decide_verification(acting(administrator), organisation.pk, step=step, reason="依据")
        assert decided.verification == LIFECYCLE.after(status, step)
        return
    with pytest.raises(TransitionRefused):
        decide_verification(acting(administrator), organisation.pk, step=step, reason="依据")
    organisation.refresh_from_db()
    assert organisation.verification == status


def test_an_administrator_decides_in_the_browser(cast: Cast) -> None:
    organisation = organisation_of(cast.unverified_member)
    page = reverse("accounts:review-decide", args=[organisation.pk])
    client = signed_in(cast.administrator)
    assert "不予通过" in client.get(page).content.decode()
    assert page in client.get(reverse("accounts:review")).content.decode()
    refused = client.post(page, {"step": "reject", "reason": ""})
    assert (refused.status_code, "请写明理由" in refused.content.decode()) == (422, True)
    assert client.post(page, {"step": "verify"}).status_code == 302
    assert client.post(page, {"step": "verify"}).status_code == 409
    assert page not in client.get(reverse("accounts:review")).content.decode()


def test_a_person_registers_in_the_browser_and_acts_for_it_at_once(cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    form = {"kind": "maker", "name": "新芽仪器（示例）", "uscc": compose_uscc(57_000_001), "region": "3205"}
    refused = client.post(reverse("accounts:organisation-new"), form | {"uscc": form["uscc"] + " "})
    assert (refused.status_code, "应为18位" in refused.content.decode()) == (422, True)
    assert client.post(reverse("accounts:organisation-new"), form).status_code == 302
    made = Organisation.objects.get(name="新芽仪器（示例）")
    assert (made.province_code, made.city_code) == ("32", "3205")
    assert client.get(reverse("accounts:organisation")).headers["Location"] == organisation_url(made)


def test_a_public_page_names_no_person(cast: Cast) -> None:
    organisation = organisation_of(cast.institution_owner)
    shown = signed_in(None).get(organisation_url(organisation)).content.decode()
    assert organisation.uscc in shown
    for member in organisation.memberships.select_related("user"):
        assert member.user.email not in shown
        assert member.user.name not in shown


def test_switching_works_only_to_organisations_of_ones_own(cast: Cast) -> None:
    second = make_organisation(kind="maker")
    join(cast.institution_member, second)
    client = signed_in(cast.institution_member)
    foreign = organisation_of(cast.competing_maker)
    for wanted in (foreign.pk, 2_000_000_011, "x"):
        assert client.post(reverse("accounts:switch"), {"organisation": wanted}).status_code == 404
    answer = client.post(reverse("accounts:switch"), {"organisation": second.pk, "next": "//evil.example/"})
    assert "evil" not in answer.headers["Location"]
    assert client.get(reverse("accounts:organisation")).headers["Location"] == organisation_url(second)


def organisation_url(organisation: Organisation) -> str:
    return reverse("accounts:organisation-detail", args=[organisation.pk])
