"""Which mails a person wants: one wish a subject, a default where there is none, and signed links that end mails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.notifications.models import MailMode, MailPreference, Notification
from kernel.errors import InvalidInput, NotFound

Kind = Notification.Kind
ALL_DIGESTS = "digest"
_SALT = "notifications.unsubscribe"

# What waits for a person's own step comes at once; what the comparison finds may be many and comes once a day.
DEFAULTS: Mapping[str, MailMode] = {
    Kind.MATCH: MailMode.DIGEST,
    Kind.DEMAND: MailMode.IMMEDIATE,
    Kind.PRODUCT: MailMode.IMMEDIATE,
    Kind.TRIAL: MailMode.IMMEDIATE,
    Kind.DEAL: MailMode.IMMEDIATE,
    Kind.ORGANISATION: MailMode.IMMEDIATE,
}

# What is told under each subject.
SUBJECT_TEXTS: Mapping[str, object] = {
    Kind.MATCH: gettext_lazy("需求与产品比对出了新结果"),
    Kind.DEMAND: gettext_lazy("等您审批、已批准或退回、应答的需求有了新版本"),
    Kind.PRODUCT: gettext_lazy("产品待审核、通过、退回或下架整改"),
    Kind.TRIAL: gettext_lazy("试用的申请、受理和结果"),
    Kind.DEAL: gettext_lazy("对接单的每一步"),
    Kind.ORGANISATION: gettext_lazy("核验、成员变动、推送地址停用"),
}


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """What a signed link ends: mails of one kind to one person, or with ALL_DIGESTS the daily digest."""

    user_id: int
    subject: str


def default_mode(kind: str) -> MailMode:
    """The mode of a kind that the person has said nothing about."""
    return DEFAULTS.get(kind, MailMode.DIGEST)


def modes_of(user_id: int) -> dict[str, MailMode]:
    """{kind: mode} of one person, for all kinds in their order."""
    said = dict(MailPreference.objects.filter(user_id=user_id).values_list("kind", "mode"))
    return {kind: MailMode(said.get(kind, default_mode(kind))) for kind in Kind.values}


def modes_for(user_ids: Iterable[int], kind: str) -> dict[int, MailMode]:
    """{user id: mode} of several people for one kind. One query."""
    people = list(user_ids)
    said = dict(MailPreference.objects.filter(user_id__in=people, kind=kind).values_list("user_id", "mode"))
    return {user_id: MailMode(said.get(user_id, default_mode(kind))) for user_id in people}


@transaction.atomic
def set_modes(user_id: int, modes: Mapping[str, str]) -> None:
    """Keep the person's wishes for the kinds named; others stay. Raises InvalidInput for a kind or mode there isn't."""
    for kind, mode in modes.items():
        if kind not in Kind.values or mode not in MailMode.values:
            message = _("主题“%(kind)s”不能设为“%(mode)s”。请从列出的选项中选。") % {"kind": kind, "mode": mode}
            raise InvalidInput(message, detail={kind: message})
    MailPreference.objects.bulk_create(
        [MailPreference(user_id=user_id, kind=kind, mode=mode) for kind, mode in sorted(modes.items())],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["mode"],
    )


# ---- links in mails -----------------------------------------------------------------------------------------------


def unsubscribe_token(user_id: int, subject: str) -> str:
    """The token of the link that ends mails of a kind (or ALL_DIGESTS). It holds without end and for nothing else."""
    return signing.dumps([user_id, subject], salt=_SALT)


def read_unsubscribe_token(token: str) -> Unsubscription:
    """What the link is about. Raises NotFound for a token that we have not made."""
    try:
        user_id, subject = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound(_("退订链接不完整或无效。请登录后在“通知设置”里调整。")) from None
    return Unsubscription(user_id, subject)


def unsubscribe(wanted: Unsubscription) -> dict[str, MailMode]:
    """Switch the mails off and return the modes before, for who changes their mind. Twice is like once."""
    before = _modes_about(wanted)
    set_modes(wanted.user_id, dict.fromkeys(before, MailMode.OFF))
    return before


def resubscribe(wanted: Unsubscription) -> None:
    """Take a link's step back: a kind gets the mode that it has by default, a digest the kinds that are off."""
    if wanted.subject == ALL_DIGESTS:
        off = [kind for kind, mode in modes_of(wanted.user_id).items() if mode == MailMode.OFF]
        set_modes(wanted.user_id, dict.fromkeys(off, MailMode.DIGEST))
    else:
        fallback = default_mode(wanted.subject)
        set_modes(wanted.user_id, {wanted.subject: fallback})


def _modes_about(wanted: Unsubscription) -> dict[str, MailMode]:
    modes = modes_of(wanted.user_id)
    if wanted.subject == ALL_DIGESTS:
        return {kind: mode for kind, mode in modes.items() if mode == MailMode.DIGEST}
    return {kind: mode for kind, mode in modes.items() if kind == wanted.subject}
