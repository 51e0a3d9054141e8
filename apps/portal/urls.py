"""Addresses of the app."""

from django.urls import path

from apps.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("workbench/", views.workbench, name="workbench"),
    path("workbench/first-steps/<str:choice>/", views.first_steps, name="first-steps"),
    path("rules/", views.rules, name="rules"),
    path("calendar/deadlines.ics", views.deadlines_download, name="deadlines-download"),
    path("calendar/<slug:token>.ics", views.deadlines, name="deadlines"),
    path("health/", views.health, name="health"),
]
