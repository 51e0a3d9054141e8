"""Pages of organisations, members, invitations, and the person's own profile."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import access, language, members, services
from apps.accounts.forms import InvitationForm, NewOrganisationForm, OrganisationForm, ProfileForm
from apps.accounts.middleware import SESSION_KEY
from apps.accounts.models import Organisation
from apps.accounts.offices import is_second_factor_missing
from apps.accounts.regions import region_name
from apps.accounts.requests import ActorRequest, MemberRequest, is_own_path
from apps.accounts.selectors import (
    members_of,
    memberships_of,
    open_invitations,
    organisation_for,
    verification_log,
)
from design.forms import show_problem
from kernel.errors import AccessDenied, DomainError, NotFound

form_page = require_http_methods(["GET", "HEAD", "POST"])


# ---- organisations ------------------------------------------------------------------------------------------------


@login_required
@require_GET
def organisation(request: MemberRequest) -> HttpResponse:
    """The way to the actor's own organisation, or to registering one."""
    if request.actor.organisation_id is None:
        return redirect("accounts:organisation-new")
    return redirect("accounts:organisation-detail", request.actor.organisation_id)


@login_required
@form_page
def new_organisation(request: MemberRequest) -> HttpResponse:
    """Register an organisation; it is verified by an administrator afterwards."""
    form = NewOrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_organisation(request.actor, kind=form.cleaned_data["kind"], details=form.details())
        except DomainError as refusal:
            show_problem(form, refusal)
        else:
            request.session[SESSION_KEY] = made.pk
            messages.success(request, _("已登记，等待平台核验。核验前可以起草，不能发布。"))
            return redirect("accounts:organisation-detail", made.pk)
    return render(request, "accounts/organisation_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def organisation_detail(request: ActorRequest, organisation_id: int) -> HttpResponse:
    """What is publicly known of an organisation; to its members also where its verification stands."""
    shown = organisation_for(request.actor, organisation_id)
    sees_log = request.actor.belongs_to(shown.pk) or access.may_read_reviews(request.actor)
    context = {
        "organisation": shown,
        "region": region_name(shown.city_code or shown.province_code),
        "is_own": request.actor.belongs_to(shown.pk),
        "may_edit": access.may_edit_organisation(request.actor, shown),
        "log": verification_log(shown.pk) if sees_log else None,
        "shows_sample": shown.is_sample,
    }
    return render(request, "accounts/organisation_detail.html", context)


@login_required
@form_page
def edit_organisation(request: MemberRequest, organisation_id: int) -> HttpResponse:
    """Change what the organisation says of itself."""
    shown = organisation_for(request.actor, organisation_id)
    if not access.may_edit_organisation(request.actor, shown):
        raise AccessDenied(_("只有本组织的负责人可以修改组织信息。"))
    posted = request.POST if request.method == "POST" else None
    form = OrganisationForm(posted, initial=OrganisationForm.initial_of(shown))
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_organisation(request.actor, shown.pk, details=form.details())
        except DomainError as refusal:
            show_problem(form, refusal)
        else:
            messages.success(request, _("组织信息已保存。"))
            return redirect("accounts:organisation-detail", shown.pk)
    context = {"form": form, "organisation": shown}
    return render(request, "accounts/organisation_edit.html", context, status=422 if form.errors else 200)


@login_required
@form_page
def switch(request: MemberRequest) -> HttpResponse:
    """Choose the organisation to act for."""
    memberships = list(memberships_of(request.user))
    if request.method == "POST":
        wanted = request.POST.get("organisation", "")
        chosen = next((m for m in memberships if str(m.organisation_id) == wanted), None)
        if chosen is None:
            raise NotFound(_("您不是这个组织的成员。"))
        request.session[SESSION_KEY] = chosen.organisation_id
        messages.success(request, _("现在代表%(name)s。") % {"name": chosen.organisation.name})
        following = request.POST.get("next", "")
        return redirect(following if is_own_path(following) else settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/switch.html", {"memberships": memberships})


# ---- members ------------------------------------------------------------------------------------------------------


@login_required
@require_GET
def member_list(request: MemberRequest) -> HttpResponse:
    """The people of the actor's organisation."""
    return _members_page(request, _own_organisation(request), form=None)


@login_required
@require_POST
def invite(request: MemberRequest) -> HttpResponse:
    """Invite a colleague by mail."""
    own = _own_organisation(request)
    form = InvitationForm(request.POST, kind=own.kind)
    if form.is_valid():
        try:
            members.invite_colleague(
                request.actor,
                email=form.cleaned_data["email"],
                role=form.cleaned_data["role"],
                site_url=request.build_absolute_uri("/").rstrip("/"),
            )
        except AccessDenied:
            raise
        except DomainError as refusal:
            show_problem(form, refusal)
        else:
            messages.success(request, _("邀请已发往 %(email)s，14天内有效。") % {"email": form.cleaned_data["email"]})
            return redirect("accounts:members")
    return _members_page(request, own, form=form)


def _own_organisation(request: MemberRequest) -> Organisation:
    if request.actor.organisation is None:
        raise NotFound(_("您还没有加入组织。请先登记组织，或请同事邀请您。"))
    return request.actor.organisation


def _members_page(request: MemberRequest, own: Organisation, *, form: InvitationForm | None) -> HttpResponse:
    may_manage = access.may_manage_members(request.actor, own)
    if form is not None and not may_manage:
        raise AccessDenied(_("只有本组织的负责人可以邀请同事。"))
    context = {
        "organisation": own,
        "memberships": members_of(own.pk),
        "invitations": open_invitations(own.pk) if may_manage else None,
        "roles": access.roles_of(own.kind),
        "may_manage": may_manage,
        "form": form or InvitationForm(kind=own.kind),
        "shows_sample": own.is_sample,
    }
    return render(request, "accounts/members.html", context, status=422 if form else 200)


@login_required
@require_POST
def change_role(request: MemberRequest, membership_id: int) -> HttpResponse:
    """Give a member another role."""
    changed = members.change_role(request.actor, membership_id, role=request.POST.get("role", ""))
    messages.success(
        request, _("%(name)s 现在是%(role)s。") % {"name": changed.user, "role": changed.get_role_display()}
    )
    return redirect("accounts:members")


@login_required
@require_POST
def remove_member(request: MemberRequest, membership_id: int) -> HttpResponse:
    """End a membership."""
    members.remove_member(request.actor, membership_id)
    messages.success(request, _("已移出组织，立即生效。"))
    return redirect("accounts:organisation")


@login_required
@require_POST
def withdraw_invitation(request: MemberRequest, invitation_id: int) -> HttpResponse:
    """Make an invitation's link useless."""
    members.withdraw_invitation(request.actor, invitation_id)
    messages.success(request, _("邀请已撤回。"))
    return redirect("accounts:members")


@form_page
def accept_invitation(request: ActorRequest, token: str) -> HttpResponse:
    """What an invitation's link opens: sign in or up with the invited address, then join."""
    user = request.actor.user
    invitation = members.check_invitation(token, user=user)
    if request.method == "POST" and user is not None:
        membership = members.accept_invitation(user, token=token)
        request.session[SESSION_KEY] = membership.organisation_id
        messages.success(request, _("您已加入%(name)s。") % {"name": invitation.organisation.name})
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/invitation.html", {"invitation": invitation})


# ---- the person ---------------------------------------------------------------------------------------------------


@login_required
@form_page
def profile(request: MemberRequest) -> HttpResponse:
    """Name, phone, language; and the ways to password, address, and second factor."""
    person = request.user
    initial = {"name": person.name, "phone": person.phone, "language": person.language}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.edit_profile(person, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        response = redirect("accounts:profile")
        language.keep(response, person.language)
        return response
    context = {
        "form": form,
        "memberships": memberships_of(request.user),
        "needs_second_factor": is_second_factor_missing(request.actor),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)
