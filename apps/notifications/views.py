"""Pages of notifications."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.requests import MemberRequest, is_own_path
from apps.notifications import services
from apps.notifications.selectors import notification_of, notifications_of
from design.paging import page_of


@login_required
@require_GET
def notification_list(request: MemberRequest) -> HttpResponse:
    """The person's notifications, newest first; `?unread=1` only those not read."""
    only_unread = request.GET.get("unread") == "1"
    found = notifications_of(request.user.pk, only_unread=only_unread)
    context = {
        "page_obj": page_of(request, found),
        "only_unread": only_unread,
        "total": notifications_of(request.user.pk).count(),
    }
    return render(request, "notifications/list.html", context)


@login_required
@require_POST
def open_notification(request: MemberRequest, notification_id: int) -> HttpResponse:
    """Mark it read and go where it leads; only to a path of the platform."""
    found = notification_of(request.user.pk, notification_id)
    services.mark_read(request.user.pk, [found.pk])
    return redirect(found.url if is_own_path(found.url) else "notifications:list")


@login_required
@require_POST
def read_all(request: MemberRequest) -> HttpResponse:
    """Mark all of the person's notifications read."""
    count = services.mark_read(request.user.pk)
    messages.success(request, _("%(count)d 条通知已标为已读。") % {"count": count})
    return redirect("notifications:list")
