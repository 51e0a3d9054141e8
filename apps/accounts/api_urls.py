"""Addresses of the API of accounts."""

from django.urls import path

from apps.accounts import apis

urlpatterns = [
    path("sign-in/", apis.SignInView.as_view(), name="api-sign-in"),
    path("sign-out/", apis.SignOutView.as_view(), name="api-sign-out"),
    path("me/", apis.MeView.as_view(), name="api-me"),
]
