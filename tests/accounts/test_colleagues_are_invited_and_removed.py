"""Owners invite colleagues by mail, give roles, remove; somebody must always be left to manage."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from apps.accounts.members import (
    INVITATION_LIFE,
    accept_invitation,
    change_role,
    digest,
    invite_colleague,
    mail_invitation,
    remove_member,
    token_of,
    withdraw_invitation,
)
from apps.accounts.models import Invitation, Membership, User
from apps.notifications.models import Notification
from kernel import clock
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound
from kernel.models import OutboxRow
from tests.cast import Cast, acting, make_user, organisation_of, signed_in

SITE = "https://yiqiao.example"
Role = Membership.Role


def invite(owner: User, *, email: str = "newcomer@example.org", role: str = Role.MEMBER) -> Invitation:
    return invite_colleague(acting(owner), email=email, role=role, site_url=SITE)


def membership_of(user: User) -> Membership:
    return user.memberships.get()


# ---- invitations --------------------------------------------------------------------------------------------------


def test_the_invited_person_joins_with_the_role_and_the_owner_is_told(cast: Cast) -> None:
    invitation = invite(cast.institution_owner, role=Role.APPROVER)
    membership = accept_invitation(cast.newcomer, token=token_of(invitation))
    assert (membership.organisation, membership.role) == (organisation_of(cast.institution_owner), Role.APPROVER)
    assert acting(cast.newcomer).acts_for("institution")
    told = Notification.objects.get(user=cast.institution_owner)
    assert told.title == "新来者 加入了江畔大学（示例）"


def test_the_mail_carries_a_link_that_works_and_no_table_holds_the_token(cast: Cast) -> None:
    invitation = invite(cast.institution_owner)
    row = OutboxRow.objects.get(topic="accounts.mail_invitation")
    mail_invitation(row.payload)
    (message,) = mail.outbox
    assert message.to == ["newcomer@example.org"]
    link = re.search(rf"{SITE}(/invitations/\w+/)", str(message.body))
    assert link is not None
    token = link[1].split("/")[2]
    assert invitation.token_digest == digest(token) != token
    assert token not in str(row.payload)
    client = signed_in(cast.newcomer)
    assert "江畔大学" in client.get(link[1]).content.decode()
    assert client.post(link[1]).status_code == 302
    assert membership_of(cast.newcomer).organisation == organisation_of(cast.institution_owner)


def test_a_link_works_once(cast: Cast) -> None:
    invitation = invite(cast.institution_owner)
    accept_invitation(cast.newcomer, token=token_of(invitation))
    with pytest.raises(NotFound):
        accept_invitation(cast.newcomer, token=token_of(invitation))


def test_another_address_is_refused_and_learns_nothing_about_the_invited(cast: Cast) -> None:
    invitation = invite(cast.institution_owner)
    with pytest.raises(AccessDenied) as refusal:
        accept_invitation(cast.competing_maker, token=token_of(invitation))
    assert "newcomer" not in refusal.value.message
    page = signed_in(cast.competing_maker).get(reverse("accounts:invitation-accept", args=[token_of(invitation)]))
    assert (page.status_code, b"newcomer" in page.content) == (403, False)


def test_the_address_is_compared_without_regard_to_case(cast: Cast) -> None:
    invitation = invite(cast.institution_owner, email=" NewComer@Example.org ")
    assert accept_invitation(cast.newcomer, token=token_of(invitation)).user == cast.newcomer


@pytest.mark.parametrize("spoil", ["expired", "withdrawn", "unknown"])
def test_a_link_that_is_no_longer_open_is_not_found(cast: Cast, spoil: str) -> None:
    invitation = invite(cast.institution_owner)
    token = token_of(invitation)
    if spoil == "expired":
        Invitation.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    elif spoil == "withdrawn":
        withdraw_invitation(acting(cast.institution_owner), invitation.pk)
    else:
        token = "0" * 64
    with pytest.raises(NotFound):
        accept_invitation(cast.newcomer, token=token)
    mail_invitation({"invitation_id": invitation.pk, "site_url": SITE})
    assert len(mail.outbox) == (1 if spoil == "unknown" else 0)


def test_an_invitation_lives_fourteen_days(cast: Cast) -> None:
    invitation = invite(cast.institution_owner)
    assert timedelta(days=14) == INVITATION_LIFE
    assert abs(invitation.expires_at - clock.now() - INVITATION_LIFE) < timedelta(minutes=1)


def test_inviting_again_replaces_the_open_invitation(cast: Cast) -> None:
    first, second = invite(cast.institution_owner), invite(cast.institution_owner, role=Role.APPROVER)
    with pytest.raises(NotFound):
        accept_invitation(cast.newcomer, token=token_of(first))
    assert accept_invitation(cast.newcomer, token=token_of(second)).role == Role.APPROVER


def test_members_are_not_invited_again_and_roles_fit_the_kind(cast: Cast) -> None:
    with pytest.raises(Conflict, match="已经是"):
        invite(cast.institution_owner, email=cast.institution_member.email.upper())
    for owner, role in ((cast.institution_owner, Role.ADMINISTRATOR), (cast.administrator, Role.OWNER)):
        with pytest.raises(InvalidInput):
            invite(owner, role=role)


def test_only_those_who_manage_invite(cast: Cast) -> None:
    for user in (cast.institution_member, cast.institution_approver, cast.auditor):
        with pytest.raises(AccessDenied):
            invite(user)
    for visitor in (None, cast.newcomer, cast.suspended_user):
        with pytest.raises(NotFound):
            invite_colleague(acting(visitor), email="a@example.org", role=Role.MEMBER, site_url=SITE)


def test_another_organisations_invitation_cannot_be_withdrawn(cast: Cast) -> None:
    invitation = invite(cast.institution_owner)
    with pytest.raises(NotFound):
        withdraw_invitation(acting(cast.other_institution_member), invitation.pk)
    with pytest.raises(AccessDenied):
        withdraw_invitation(acting(cast.institution_member), invitation.pk)


def test_a_stranger_signs_up_from_the_link_and_joins(cast: Cast) -> None:
    invitation = invite(cast.institution_owner, email="stranger@example.org")
    link = reverse("accounts:invitation-accept", args=[token_of(invitation)])
    client = signed_in(None)
    shown = client.get(link).content.decode()
    assert f"{reverse('account_signup')}?next={link}" in shown
    form = {"email": "stranger@example.org", "password1": "quiet-harbour-7", "password2": "quiet-harbour-7"}
    answer = client.post(reverse("account_signup"), form | {"name": "陌生人", "next": link})
    assert answer.headers["Location"] == link
    assert client.post(link).status_code == 302
    assert membership_of(User.objects.get(email="stranger@example.org")).organisation.name == "江畔大学（示例）"


# ---- members ------------------------------------------------------------------------------------------------------


def test_a_removed_member_loses_access_on_the_next_request(cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    assert client.get(reverse("accounts:members")).status_code == 200
    remove_member(acting(cast.institution_owner), membership_of(cast.institution_member).pk)
    assert client.get(reverse("accounts:members")).status_code == 404
    assert Notification.objects.get(user=cast.institution_member).title == "您已不再是江畔大学（示例）的成员"


def test_a_role_that_was_taken_away_has_no_effect_on_the_next_request(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    assert client.get(reverse("accounts:review")).status_code == 200
    Membership.objects.filter(user=cast.administrator).update(role=Role.AUDITOR)
    waiting = organisation_of(cast.unverified_member)
    assert client.post(reverse("accounts:review-decide", args=[waiting.pk]), {"step": "verify"}).status_code == 403


def test_a_suspended_person_is_out_on_the_next_request(cast: Cast) -> None:
    client = signed_in(cast.institution_member)
    User.objects.filter(pk=cast.institution_member.pk).update(is_active=False)
    assert client.get(reverse("accounts:profile")).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("boss", ["institution_owner", "administrator"])
def test_the_last_one_who_manages_stays(cast: Cast, boss: str) -> None:
    user: User = getattr(cast, boss)
    lesser = Role.AUDITOR if boss == "administrator" else Role.MEMBER
    with pytest.raises(Conflict, match="最后一位"):
        remove_member(acting(user), membership_of(user).pk)
    with pytest.raises(Conflict, match="最后一位"):
        change_role(acting(user), membership_of(user).pk, role=lesser)


def test_a_suspended_owner_does_not_count_as_one_who_manages(cast: Cast) -> None:
    other = make_user(is_active=False)
    Membership.objects.create(user=other, organisation=organisation_of(cast.institution_owner), role=Role.OWNER)
    with pytest.raises(Conflict):
        remove_member(acting(cast.institution_owner), membership_of(cast.institution_owner).pk)


def test_with_a_second_owner_the_first_may_go(cast: Cast) -> None:
    change_role(acting(cast.institution_owner), membership_of(cast.institution_member).pk, role=Role.OWNER)
    remove_member(acting(cast.institution_owner), membership_of(cast.institution_owner).pk)
    assert not cast.institution_owner.memberships.exists()
    assert not Notification.objects.filter(user=cast.institution_owner, title__contains="不再是").exists()


def test_members_may_leave_but_not_remove_others_or_promote_themselves(cast: Cast) -> None:
    member = acting(cast.institution_member)
    with pytest.raises(AccessDenied):
        remove_member(member, membership_of(cast.institution_approver).pk)
    with pytest.raises(AccessDenied):
        change_role(member, membership_of(cast.institution_member).pk, role=Role.OWNER)
    remove_member(member, membership_of(cast.institution_member).pk)
    assert not cast.institution_member.memberships.exists()


def test_another_organisations_members_do_not_exist_for_an_owner(cast: Cast) -> None:
    for membership_id in (membership_of(cast.competing_maker).pk, 2_000_000_011):
        with pytest.raises(NotFound):
            remove_member(acting(cast.institution_owner), membership_id)
        with pytest.raises(NotFound):
            change_role(acting(cast.institution_owner), membership_id, role=Role.MEMBER)
