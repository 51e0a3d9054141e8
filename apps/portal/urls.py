"""Addresses of the app."""

from django.urls import path

from apps.portal import views
from apps.portal.benches import views as benches

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("workbench/", benches.workbench, name="workbench"),
    path("workbench/near-misses/", benches.near_misses, name="near-misses"),
    path("workbench/near-misses.xlsx", benches.near_misses_file, name="near-misses-xlsx"),
    path("workbench/health/", benches.health_strip, name="bench-health"),
    path("workbench/first-steps/<str:choice>/", views.first_steps, name="first-steps"),
    path("rules/", views.rules, name="rules"),
    path("calendar/deadlines.ics", views.deadlines_download, name="deadlines-download"),
    path("calendar/<slug:token>.ics", views.deadlines, name="deadlines"),
    path("health/", views.health, name="health"),
]
