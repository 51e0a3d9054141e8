"""Addresses of the help."""

from django.urls import path

from handbook import views

app_name = "handbook"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:slug>/", views.page, name="page"),
]
