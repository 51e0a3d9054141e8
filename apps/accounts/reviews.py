"""Pages of the verification queue."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts import access, services
from apps.accounts.forms import DecisionForm
from apps.accounts.lifecycle import LIFECYCLE, Step
from apps.accounts.models import Organisation
from apps.accounts.regions import region_name
from apps.accounts.requests import MemberRequest
from apps.accounts.selectors import organisation_for, review_counts, review_queue, verification_log
from design.paging import page_of
from kernel.errors import AccessDenied, InvalidInput


@login_required
@require_GET
def queue(request: MemberRequest) -> HttpResponse:
    """Organisations by state of verification, those that wait first."""
    if not access.may_read_reviews(request.actor):
        raise AccessDenied(_("只有平台管理员和审计可以查看核验队列。"))
    wanted = request.GET.get("verification", "")
    shown = wanted if wanted in Organisation.Verification.values else Organisation.Verification.PENDING
    counts = review_counts()
    context = {
        "page_obj": page_of(request, review_queue(shown)),
        "shown": shown,
        "tabs": [(status, status.label, counts[status]) for status in Organisation.Verification],
    }
    return render(request, "accounts/review.html", context)


@login_required
def decide(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """One organisation with its papers and its log; POST takes the decision."""
    return _take_decision(request, organisation_id) if request.method == "POST" else _show(request, organisation_id)


@require_GET
def _show(request: MemberRequest, organisation_id: int) -> HttpResponse:
    if not access.may_read_reviews(request.actor):
        raise AccessDenied(_("只有平台管理员和审计可以查看核验队列。"))
    return _page(request, organisation_for(request.actor, organisation_id), DecisionForm())


@require_POST
def _take_decision(request: MemberRequest, organisation_id: int) -> HttpResponse:
    if not request.actor.is_administrator:
        raise AccessDenied(_("只有平台管理员可以核验组织。"))
    shown = organisation_for(request.actor, organisation_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        step = Step(form.cleaned_data["step"])
        try:
            services.decide_verification(request.actor, shown.pk, step=step, reason=form.cleaned_data["reason"])
        except InvalidInput as refusal:
            form.add_error("reason" if "reason" in refusal.detail else None, refusal.message)
        else:
            messages.success(request, _("%(name)s：%(step)s。") % {"name": shown.name, "step": step.label})
            return redirect("accounts:review")
    return _page(request, shown, form)


def _page(request: MemberRequest, shown: Organisation, form: DecisionForm) -> HttpResponse:
    may_review = access.may_review(request.actor, shown)
    context = {
        "organisation": shown,
        "region": region_name(shown.city_code or shown.province_code),
        "form": form,
        "memberships": shown.memberships.select_related("user"),
        "log": verification_log(shown.pk),
        "possible": LIFECYCLE.steps(Organisation.Verification(shown.verification)) if may_review else (),
        "shows_sample": shown.is_sample,
    }
    return render(request, "accounts/review_decide.html", context, status=422 if form.errors else 200)
