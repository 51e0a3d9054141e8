"""Addresses of the app. Sign-in, sign-up, passwords and second factors are allauth's, below accounts/."""

from django.urls import URLPattern, path

from apps.accounts import language, reviews, views

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("organisation/", views.organisation, name="organisation"),
    path("organisation/members/", views.member_list, name="members"),
    path("organisation/members/invite/", views.invite, name="invite"),
    path("organisation/members/<int:membership_id>/role/", views.change_role, name="member-role"),
    path("organisation/members/<int:membership_id>/remove/", views.remove_member, name="member-remove"),
    path(
        "organisation/invitations/<int:invitation_id>/withdraw/", views.withdraw_invitation, name="invitation-withdraw"
    ),
    path("organisations/new/", views.new_organisation, name="organisation-new"),
    path("organisations/review/", reviews.queue, name="review"),
    path("organisations/review/<int:organisation_id>/", reviews.decide, name="review-decide"),
    path("organisations/<int:organisation_id>/", views.organisation_detail, name="organisation-detail"),
    path("organisations/<int:organisation_id>/edit/", views.edit_organisation, name="organisation-edit"),
    path("invitations/<str:token>/", views.accept_invitation, name="invitation-accept"),
    path("switch/", views.switch, name="switch"),
    path("profile/", views.profile, name="profile"),
    path("language/", language.choose, name="language"),
]
