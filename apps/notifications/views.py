"""Pages of notifications: the centre, the wishes, and the links in mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import MemberRequest, is_own_path
from apps.notifications import calendars, preferences, services, webhooks
from apps.notifications.models import CalendarAddress, MailMode, Notification
from apps.notifications.selectors import SubjectCount, by_day, notification_of, notifications_of, subject_counts
from design.paging import page_of
from kernel import clock

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Kind = Notification.Kind


# ---- the centre ---------------------------------------------------------------------------------------------------


@login_required
@require_GET
def notification_list(request: MemberRequest) -> HttpResponse:
    """The person's notifications by day, newest first; `?unread=1` only those not read, `?kind=` only one subject."""
    only_unread, kind = _narrowed(request.GET)
    page = page_of(request, notifications_of(request.user.pk, only_unread=only_unread, kind=kind))
    subjects = subject_counts(request.user.pk)
    context = {
        "page_obj": page,
        "days": by_day(page),
        "only_unread": only_unread,
        "kind": kind,
        "facets": _facets(subjects, only_unread=only_unread, kind=kind),
        "unread": sum(each.unread for each in subjects if kind in ("", each.kind)),
        "unread_everywhere": sum(each.unread for each in subjects),
        "total_everywhere": sum(each.total for each in subjects),
    }
    return render(request, "notifications/list.html", context)


def _narrowed(asked: QueryDict) -> tuple[bool, str]:
    """Whether only unread ones are asked for, and of which kind; '' is all, any word that is no kind too."""
    kind = asked.get("kind", "")
    return asked.get("unread") == "1", kind if kind in Kind.values else ""


def _address(*, only_unread: bool, kind: str) -> str:
    wanted = {name: value for name, value in (("unread", "1" if only_unread else ""), ("kind", kind)) if value}
    return reverse("notifications:list") + (f"?{urlencode(wanted)}" if wanted else "")


@dataclass(frozen=True, slots=True)
class Facet:
    """A chip above the list; `ends_group` draws a line behind it."""

    label: str
    count: int
    url: str
    is_active: bool
    ends_group: bool = False


def _facets(subjects: Sequence[SubjectCount], *, only_unread: bool, kind: str) -> list[Facet]:
    """Unread or not, then all subjects and each of them; every count is what the chip leads to."""
    total = sum(each.total for each in subjects if kind in ("", each.kind))
    unread = sum(each.unread for each in subjects if kind in ("", each.kind))
    reading = [
        Facet(_("全部"), total, _address(only_unread=False, kind=kind), is_active=not only_unread),
        Facet(_("未读"), unread, _address(only_unread=True, kind=kind), is_active=only_unread, ends_group=True),
    ]
    counts = {each.kind: each.unread if only_unread else each.total for each in subjects}
    choices = [("", _("所有主题"), sum(counts.values())), *((s.kind, s.label, counts[s.kind]) for s in subjects)]
    return reading + [
        Facet(label, count, _address(only_unread=only_unread, kind=value), is_active=kind == value)
        for value, label, count in choices
    ]


@login_required
@require_POST
def open_notification(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Mark it read and go where it leads; only to a path of the platform."""
    found = notification_of(request.user.pk, notification_id)
    services.mark_read(request.user.pk, [found.pk])
    return redirect(found.url if is_own_path(found.url) else "notifications:list")


@login_required
@require_POST
def read_one(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Mark one of the person's notifications read, and offer to take it back."""
    found = notification_of(request.user.pk, notification_id)
    moment = clock.now()
    if services.mark_read_at(request.user.pk, moment, [found.pk]):
        messages.success(request, _("已标为已读。"), extra_tags=_undo(moment))
    return redirect(_back_to_list(request))


@login_required
@require_POST
def read_all(request: MemberRequest) -> HttpResponse:
    """Mark all of the person's notifications read, or those of the subject shown; it can be taken back."""
    _only_unread, kind = _narrowed(request.POST)
    moment = clock.now()
    count = services.mark_read_at(request.user.pk, moment, kind=kind)
    text = ngettext("已将 %(count)d 条通知标为已读。", "已将 %(count)d 条通知标为已读。", count) % {"count": count}
    messages.success(request, text, extra_tags=_undo(moment) if count else "")
    return redirect(_back_to_list(request))


@login_required
@require_POST
def unread_again(request: MemberRequest, stamp: int) -> HttpResponse:
    """Take back what was marked read at this moment (microseconds since 1970); of one's own, whatever the number."""
    count = services.take_back_reading(request.user.pk, _moment(stamp))
    messages.success(
        request, ngettext("%(count)d 条通知恢复为未读。", "%(count)d 条通知恢复为未读。", count) % {"count": count}
    )
    return redirect("notifications:list")


def _undo(moment: datetime) -> str:
    return "undo:" + reverse("notifications:unread-again", args=[(moment - _EPOCH) // _MICROSECOND])


def _moment(stamp: int) -> datetime:
    # Beyond the year 9999 there is no moment, and nothing was marked then.
    return _EPOCH + timedelta(microseconds=min(stamp, 10**17))


def _back_to_list(request: HttpRequest) -> str:
    """The list as it was narrowed when the button was pressed."""
    only_unread, kind = _narrowed(request.POST)
    return _address(only_unread=only_unread, kind=kind)


# ---- wishes -------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: MemberRequest) -> HttpResponse:
    """Which mails come, and the ways to one's calendar, feed reader and systems."""
    if request.method == "POST":
        chosen = {kind: request.POST[kind] for kind in Kind.values if kind in request.POST}
        preferences.set_modes(request.user.pk, chosen)
        messages.success(request, _("邮件偏好已保存。"))
        return redirect("notifications:settings")
    modes = preferences.modes_of(request.user.pk)
    address = calendars.address_of(request.user.pk)
    context = {
        "rows": [
            {"kind": kind, "label": label, "mode": modes[kind], "text": preferences.SUBJECT_TEXTS.get(kind, "")}
            for kind, label in Kind.choices
        ],
        "modes": MailMode.choices,
        "calendar_url": _calendar_url(address) if address else "",
        "may_manage_webhooks": webhooks.may_manage(request.actor),
    }
    return render(request, "notifications/settings.html", context)


def _calendar_url(address: CalendarAddress) -> str:
    return settings.SITE_URL + reverse("portal:deadlines", args=[calendars.token_of(address)])


@login_required
@require_POST
def renew_calendar(request: MemberRequest) -> HttpResponse:
    """Make a calendar address, or exchange it for another."""
    calendars.renew_address(request.user.pk)
    messages.success(request, _("日历地址已生成。此前的地址（如有）已失效。"))
    return redirect(reverse("notifications:settings") + "#calendar")


@login_required
@require_POST
def revoke_calendar(request: MemberRequest) -> HttpResponse:
    """End the calendar address."""
    calendars.revoke_address(request.user.pk)
    messages.success(request, _("日历地址已停用。"))
    return redirect(reverse("notifications:settings") + "#calendar")


# ---- the link in mails --------------------------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End mails by the signed link of a mail, without signing in (RFC 8058).

    Looking changes nothing: mail scanners follow links. POST, by the button or by the mail program itself, does it.
    The token is the right; there is no session that a foreign page could misuse.
    """
    wanted = preferences.read_unsubscribe_token(token)
    context: dict[str, object] = {"token": token, "subject_name": _subject_name(wanted.subject), "state": "asks"}
    if request.method == "POST" and request.POST.get("back") == "1":
        preferences.resubscribe(wanted)
        context["state"] = "back"
    elif request.method == "POST":
        preferences.unsubscribe(wanted)
        context["state"] = "done"
    return render(request, "notifications/unsubscribe.html", context)


def _subject_name(subject: str) -> str:
    if subject == preferences.ALL_DIGESTS:
        return _("每日汇总")
    return str(Kind(subject).label)
