"""Addresses of the API of notifications."""

from django.urls import path

from apps.notifications import apis

urlpatterns = [
    path("notifications/", apis.NotificationListView.as_view(), name="api-notifications"),
    path("notifications/read/", apis.NotificationReadView.as_view(), name="api-notifications-read"),
]
