"""Addresses of the taxonomy's editors."""

from django.urls import path

from apps.taxonomy import proposal_views as views

app_name = "proposals"
urlpatterns = [
    path("", views.index, name="index"),
    path("accept/", views.accept_many, name="accept-many"),
    path("<int:proposal_id>/", views.detail, name="detail"),
    path("<int:proposal_id>/alias/", views.alias, name="alias"),
    path("<int:proposal_id>/parameter/", views.parameter, name="parameter"),
    path("<int:proposal_id>/reject/", views.reject, name="reject"),
    path("<int:proposal_id>/undo/", views.undo, name="undo"),
    path("<int:proposal_id>/relink/", views.relink, name="relink"),
]
