"""Pages of webhooks: the organisation's addresses, one address with its log."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.requests import MemberRequest
from apps.notifications import webhooks
from apps.notifications.deliveries import MOST_FAILURES
from apps.notifications.forms import WebhookForm
from apps.notifications.models import Delivery, Notification, Webhook
from apps.notifications.selectors import deliveries_of, webhooks_of
from design.forms import show_problem
from design.paging import page_of
from kernel.errors import Conflict, InvalidInput


@login_required
@require_GET
def webhook_list(request: MemberRequest) -> HttpResponse:
    """The addresses of the organisation acted for."""
    organisation = webhooks.check_may_manage(request.actor)
    context = {
        "organisation": organisation,
        "webhooks": webhooks_of(organisation.pk),
        "kinds": Notification.Kind.choices,
        "shows_sample": organisation.is_sample,
    }
    return render(request, "notifications/webhooks.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_webhook(request: MemberRequest) -> HttpResponse:
    """Register an address; the answer shows its secret, this once."""
    webhooks.check_may_manage(request.actor)
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = webhooks.create_webhook(request.actor, **form.cleaned_data)
        except (Conflict, InvalidInput) as refusal:
            show_problem(form, refusal)
        else:
            return _secret_page(request, made)
    return render(request, "notifications/webhook_form.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_webhook(request: MemberRequest, webhook_id: int) -> HttpResponse:
    """Change the address and its subjects."""
    webhook = webhooks.webhook_of(request.actor, webhook_id)
    posted = request.POST if request.method == "POST" else None
    form = WebhookForm(posted, initial={"url": webhook.url, "subjects": webhook.subjects})
    if request.method == "POST" and form.is_valid():
        try:
            webhooks.edit_webhook(request.actor, webhook.pk, **form.cleaned_data)
        except (Conflict, InvalidInput) as refusal:
            show_problem(form, refusal)
        else:
            messages.success(request, _("已保存。"))
            return redirect("notifications:webhook", webhook.pk)
    context = {"form": form, "webhook": webhook}
    return render(request, "notifications/webhook_form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def webhook_detail(request: MemberRequest, webhook_id: int) -> HttpResponse:
    """One address: how it stands, what was sent and what came of it. htmx asks for the log alone while it waits."""
    webhook = webhooks.webhook_of(request.actor, webhook_id)
    page = page_of(request, deliveries_of(webhook))
    context = {
        "webhook": webhook,
        "page_obj": page,
        "is_waiting": any(_is_waited_for(each) for each in page),
        "subject_names": [label for kind, label in Notification.Kind.choices if kind in webhook.subjects],
        "most_failures": MOST_FAILURES,
    }
    part = request.headers.get("HX-Request") == "true"
    return render(request, "notifications/_deliveries.html" if part else "notifications/webhook.html", context)


@login_required
@never_cache
@require_POST
def rotate_secret(request: MemberRequest, webhook_id: int) -> HttpResponse:
    """Exchange the secret; the answer shows the new one, this once."""
    return _secret_page(request, webhooks.rotate_secret(request.actor, webhook_id))


@login_required
@require_POST
def send_test(request: MemberRequest, webhook_id: int) -> HttpResponse:
    """Send a message that says that it is a test."""
    webhooks.send_test(request.actor, webhook_id)
    messages.success(request, _("测试消息已交给后台投递，结果见下方记录。"))
    return redirect("notifications:webhook", webhook_id)


@login_required
@require_POST
def send_again(request: MemberRequest, webhook_id: int, delivery_id: int) -> HttpResponse:
    """Ask once more for a delivery that failed."""
    webhooks.send_again(request.actor, webhook_id, delivery_id)
    messages.success(request, _("已重新投递，结果见下方记录。"))
    return redirect("notifications:webhook", webhook_id)


@login_required
@require_POST
def switch_webhook(request: MemberRequest, webhook_id: int) -> HttpResponse:
    """Switch the address on (`on=1`) or off."""
    if request.POST.get("on") == "1":
        webhooks.switch_on(request.actor, webhook_id)
        messages.success(request, _("已启用。停用期间未送达的可在记录里重新投递。"))
    else:
        webhooks.switch_off(request.actor, webhook_id)
        messages.success(request, _("已停用，不再投递。"))
    return redirect("notifications:webhook", webhook_id)


@login_required
@require_POST
def delete_webhook(request: MemberRequest, webhook_id: int) -> HttpResponse:
    """Remove the address with its log."""
    webhooks.delete_webhook(request.actor, webhook_id)
    messages.success(request, _("推送地址已删除。"))
    return redirect("notifications:webhooks")


def _secret_page(request: MemberRequest, webhook: Webhook) -> HttpResponse:
    context = {"webhook": webhook, "secret": webhooks.secret_of(webhook)}
    return render(request, "notifications/webhook_secret.html", context)


def _is_waited_for(delivery: Delivery) -> bool:
    """Whether its first attempt is under way; a later one comes in minutes or hours, and nobody stands before it."""
    return delivery.state == Delivery.State.WAITING and delivery.tries == 0
