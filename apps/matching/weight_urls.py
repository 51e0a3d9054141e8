"""Addresses of the weights."""

from django.urls import path

from apps.matching.views import weights as views

app_name = "weights"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:set_id>/", views.detail, name="detail"),
    path("<int:set_id>/edit/", views.edit, name="edit"),
    path("<int:set_id>/propose/", views.propose, name="propose"),
    path("<int:set_id>/recall/", views.recall, name="recall"),
    path("<int:set_id>/approve/", views.approve, name="approve"),
    path("<int:set_id>/refuse/", views.refuse, name="refuse"),
]
