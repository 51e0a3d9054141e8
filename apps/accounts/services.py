"""Writing about organisations: creation, change, verification. Members and invitations: apps.accounts.members."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts import access
from apps.accounts.actors import Actor
from apps.accounts.facts import OrganisationReviewed, OrganisationSubmitted
from apps.accounts.lifecycle import LIFECYCLE, Step
from apps.accounts.models import Membership, Organisation, User, VerificationStep
from apps.accounts.regions import is_city_of, is_province
from apps.accounts.uscc import check_uscc
from kernel import clock, facts
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound

MOST_PENDING_PER_PERSON = 3

_REASON_REQUIRED = {Step.REJECT, Step.REVOKE}


@dataclass(frozen=True, slots=True)
class OrganisationDetails:
    """What an organisation says of itself. Region codes are GB/T 2260: two digits, and four or nothing."""

    name: str
    uscc: str
    province_code: str
    city_code: str = ""
    address: str = ""
    website: str = ""
    introduction: str = ""


@transaction.atomic
def create_organisation(actor: Actor, *, kind: str, details: OrganisationDetails) -> Organisation:
    """Make an organisation that waits for verification, with the actor as its owner.

    Raises AccessDenied for a visitor, InvalidInput for a wrong code, region or kind, Conflict when the code is
    registered already or the person has MOST_PENDING_PER_PERSON organisations waiting.
    """
    if actor.user is None:
        raise AccessDenied(_("请先登录，再登记组织。"))
    if kind not in Organisation.Kind.values or kind == Organisation.Kind.PLATFORM:
        raise InvalidInput(_("组织类型“%(kind)s”不能登记。") % {"kind": kind}, detail={"kind": _("请选择列出的类型。")})
    _check_details(details)
    _check_pending(actor.user)
    organisation = _insert(Organisation(kind=kind, **asdict(details)))
    Membership.objects.create(user=actor.user, organisation=organisation, role=Membership.Role.OWNER)
    _log(organisation, by=actor.user, reason="")
    facts.publish(OrganisationSubmitted(organisation.pk))
    return organisation


@transaction.atomic
def edit_organisation(actor: Actor, organisation_id: int, *, details: OrganisationDetails) -> Organisation:
    """Change what the organisation says of itself; a rejected one is thereby submitted again.

    Name and code are what was verified: they stay as they are while the organisation is verified.
    Locks the organisation. Raises NotFound, AccessDenied, InvalidInput, Conflict.
    """
    organisation = _locked(organisation_id)
    if not access.may_see_organisation(actor, organisation):
        raise NotFound(_("没有找到这个组织。"))
    if actor.user is None or not access.may_edit_organisation(actor, organisation):
        raise AccessDenied(_("只有本组织的负责人可以修改组织信息。"))
    if organisation.is_verified and (details.name, details.uscc) != (organisation.name, organisation.uscc):
        raise Conflict(_("名称和统一社会信用代码已经核验，不能自行修改；确有变更请联系平台管理员。"))
    _check_details(details)
    for field, value in asdict(details).items():
        setattr(organisation, field, value)
    if organisation.verification == Organisation.Verification.REJECTED:
        _take(organisation, Step.RESUBMIT, by=actor.user, reason="")
        facts.publish(OrganisationSubmitted(organisation.pk))
    return _insert(organisation)


@transaction.atomic
def decide_verification(actor: Actor, organisation_id: int, *, step: Step, reason: str = "") -> Organisation:
    """Verify, reject, or revoke. Rejecting and revoking need a reason that the owners will read.

    Locks the organisation. Raises AccessDenied, NotFound, InvalidInput, TransitionRefused.
    """
    if not actor.is_administrator or actor.user is None:
        raise AccessDenied(_("只有平台管理员可以核验组织。"))
    organisation = _locked(organisation_id)
    if not access.may_review(actor, organisation):
        raise AccessDenied(_("不能核验自己所在的组织，请另一位管理员处理。"))
    if step == Step.RESUBMIT:
        raise InvalidInput(_("重新提交由组织负责人完成。"), detail={"step": _("请选择通过、不予通过或撤销。")})
    if step in _REASON_REQUIRED and not reason.strip():
        message = _("请写明理由，组织负责人会看到。")
        raise InvalidInput(message, detail={"reason": message})
    _take(organisation, step, by=actor.user, reason=reason.strip())
    organisation.save()
    facts.publish(OrganisationReviewed(organisation.pk))
    return organisation


@transaction.atomic
def register_person(*, email: str, name: str, password: str, phone: str = "") -> User:
    """Make an account whose address counts as confirmed: for operators and for the sample world.

    Whoever registers by themselves does so through allauth, which asks for a confirmation.
    """
    user = User.objects.create_user(email, password, name=name, phone=phone)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def edit_profile(user: User, *, name: str, phone: str, language: str) -> User:
    """Change what a person says of himself or herself."""
    user.name, user.phone, user.language = name, phone, language
    user.save(update_fields=["name", "phone", "language"])
    return user


def choose_language(user: User, language: str) -> None:
    """Keep the language that a person chose; `language` is one of settings.LANGUAGES."""
    user.language = language
    user.save(update_fields=["language"])


def choose_first_steps(user: User, choice: str) -> None:
    """Keep whether a person wants the list of first steps; `choice` is one of User.FirstSteps."""
    user.first_steps = User.FirstSteps(choice)
    user.save(update_fields=["first_steps"])


def _take(organisation: Organisation, step: Step, *, by: User, reason: str) -> None:
    status = LIFECYCLE.after(Organisation.Verification(organisation.verification), step)
    is_verified = status == Organisation.Verification.VERIFIED
    organisation.verification = status
    organisation.verification_reason = reason
    organisation.verified_by = by if is_verified else None
    organisation.verified_at = clock.now() if is_verified else None
    _log(organisation, by=by, reason=reason)


def _log(organisation: Organisation, *, by: User, reason: str) -> None:
    VerificationStep.objects.create(
        organisation=organisation, decision=organisation.verification, reason=reason, decided_by=by
    )


def _locked(organisation_id: int) -> Organisation:
    organisation = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation_id).first()
    if organisation is None:
        raise NotFound(_("没有找到这个组织。"))
    return organisation


def _insert(organisation: Organisation) -> Organisation:
    """Save; the code's uniqueness is the database's to decide, also between two people at the same moment."""
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError:
        message = _("统一社会信用代码 %(code)s 已登记。请联系该组织的负责人邀请您加入。") % {"code": organisation.uscc}
        raise Conflict(message, detail={"uscc": message}) from None
    return organisation


def _check_details(details: OrganisationDetails) -> None:
    check_uscc(details.uscc)
    if not details.name.strip():
        raise InvalidInput(_("请填写组织名称。"), detail={"name": _("请填写组织名称。")})
    city_fits = not details.city_code or is_city_of(details.city_code, details.province_code)
    if not is_province(details.province_code) or not city_fits:
        message = _("地区代码“%(code)s”不在 GB/T 2260 中。") % {"code": details.city_code or details.province_code}
        raise InvalidInput(message, detail={"region": message})


def _check_pending(user: User) -> None:
    # The person's row is locked so that two requests at once cannot both pass the count.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    pending = Membership.objects.filter(
        user=user, role=Membership.Role.OWNER, organisation__verification=Organisation.Verification.PENDING
    ).count()
    if pending >= MOST_PENDING_PER_PERSON:
        raise Conflict(
            ngettext(
                "您已有 %(count)d 个组织等待核验，请等核验完成后再登记。",
                "您已有 %(count)d 个组织等待核验，请等核验完成后再登记。",
                pending,
            )
            % {"count": pending}
        )
