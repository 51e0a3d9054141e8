"""Addresses of the app."""

from django.urls import path

from apps.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("workbench/", views.workbench, name="workbench"),
    path("workbench/first-steps/<str:choice>/", views.first_steps, name="first-steps"),
    path("rules/", views.rules, name="rules"),
    path("health/", views.health, name="health"),
]
