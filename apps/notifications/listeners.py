"""What people are told about their organisations."""

from __future__ import annotations

from django.urls import reverse

from apps.accounts.access import managing_role
from apps.accounts.facts import MemberJoined, MemberRemoved, OrganisationReviewed, OrganisationSubmitted
from apps.accounts.models import Organisation, User
from apps.accounts.selectors import administrators, people_of
from apps.notifications.models import Notification
from apps.notifications.services import notify, notify_organisations
from kernel import facts
from kernel.wording import worded

KIND = Notification.Kind.ORGANISATION


def register() -> None:
    """Connect the listeners; called once when Django is ready."""
    facts.listen(OrganisationSubmitted, _tell_administrators)
    facts.listen(OrganisationReviewed, _tell_owners_of_decision)
    facts.listen(MemberJoined, _tell_owners_of_member)
    facts.listen(MemberRemoved, _tell_removed)


def _tell_administrators(fact: OrganisationSubmitted) -> None:
    organisation = Organisation.objects.get(pk=fact.organisation_id)
    notify(
        administrators(),
        kind=KIND,
        title=worded("%(name)s 等待核验", name=organisation.name),
        url=reverse("accounts:review-decide", args=[organisation.pk]),
        action=worded("去核验"),
        subject_key=f"organisation-submitted-{organisation.pk}",
    )


def _tell_owners_of_decision(fact: OrganisationReviewed) -> None:
    organisation = Organisation.objects.get(pk=fact.organisation_id)
    if organisation.is_verified:
        title = worded("%(name)s 已通过核验，可以发布了", name=organisation.name)
    else:
        title = worded("%(name)s 未通过核验", name=organisation.name)
    notify_organisations(
        [organisation.pk],
        roles=(managing_role(organisation.kind),),
        kind=KIND,
        title=title,
        body=organisation.verification_reason,
        url=reverse("accounts:organisation-detail", args=[organisation.pk]),
        about={"organisation": organisation.pk},
        subject_key=f"organisation-reviewed-{organisation.pk}",
    )


def _tell_owners_of_member(fact: MemberJoined) -> None:
    organisation = Organisation.objects.get(pk=fact.organisation_id)
    person = User.objects.get(pk=fact.user_id)
    owners = people_of(organisation.pk, (managing_role(organisation.kind),))
    notify_organisations(
        [organisation.pk],
        only=[pk for pk in owners if pk != person.pk],
        kind=KIND,
        title=worded("%(person)s 加入了%(name)s", person=person.name, name=organisation.name),
        url=reverse("accounts:members"),
        about={"organisation": organisation.pk},
    )


def _tell_removed(fact: MemberRemoved) -> None:
    if fact.user_id == fact.removed_by_id:
        return
    organisation = Organisation.objects.get(pk=fact.organisation_id)
    title = worded("您已不再是%(name)s的成员", name=organisation.name)
    notify([fact.user_id], kind=KIND, title=title, url=reverse("accounts:profile"))
