"""Addresses of the nightly full re-match."""

from django.urls import path

from apps.matching.views import nights as views

app_name = "nights"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:night_id>/", views.index, name="detail"),
    path("begin/", views.begin, name="begin"),
    path("tasks/<int:task_id>/again/", views.try_again, name="try-again"),
]
