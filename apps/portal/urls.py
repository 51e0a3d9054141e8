"""Addresses of the app."""

from django.urls import path

from apps.portal import views
from apps.portal.benches import views as benches

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("workbench/", benches.workbench, name="workbench"),
    path("workbench/near-misses/", benches.near_misses, name="near-misses"),
    path("workbench/near-misses.xlsx", benches.near_misses_file, name="near-misses-xlsx"),
    path("workbench/health/", benches.health_strip, name="bench-health"),
    path("rules/", views.rules, name="rules"),
    path("health/", views.health, name="health"),
]
