"""Addresses of the app."""

from django.urls import path

from apps.trials import views

app_name = "trials"
urlpatterns = [
    path("", views.trial_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:trial_id>/", views.detail, name="detail"),
    path("<int:trial_id>/steps/<str:step>/", views.take, name="take"),
    path("<int:trial_id>/readings/", views.record, name="record"),
]
