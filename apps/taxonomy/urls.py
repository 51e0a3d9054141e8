"""Addresses of the app."""

from django.urls import path, re_path

from apps.taxonomy import views

app_name = "taxonomy"
urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^(?P<code>[0-9]{2,16})/$", views.detail, name="detail"),
]
