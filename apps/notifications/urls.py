"""Addresses of the app."""

from django.urls import URLPattern, path

from apps.notifications import views, webhook_views

app_name = "notifications"
urlpatterns: list[URLPattern] = [
    path("", views.notification_list, name="list"),
    path("<int:notification_id>/open/", views.open_notification, name="open"),
    path("<int:notification_id>/read/", views.read_one, name="read"),
    path("read-all/", views.read_all, name="read-all"),
    path("unread-again/<int:stamp>/", views.unread_again, name="unread-again"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/calendar/", views.renew_calendar, name="calendar-renew"),
    path("settings/calendar/revoke/", views.revoke_calendar, name="calendar-revoke"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("webhooks/", webhook_views.webhook_list, name="webhooks"),
    path("webhooks/new/", webhook_views.new_webhook, name="webhook-new"),
    path("webhooks/<int:webhook_id>/", webhook_views.webhook_detail, name="webhook"),
    path("webhooks/<int:webhook_id>/edit/", webhook_views.edit_webhook, name="webhook-edit"),
    path("webhooks/<int:webhook_id>/secret/", webhook_views.rotate_secret, name="webhook-secret"),
    path("webhooks/<int:webhook_id>/test/", webhook_views.send_test, name="webhook-test"),
    path("webhooks/<int:webhook_id>/switch/", webhook_views.switch_webhook, name="webhook-switch"),
    path("webhooks/<int:webhook_id>/delete/", webhook_views.delete_webhook, name="webhook-delete"),
    path(
        "webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/again/",
        webhook_views.send_again,
        name="webhook-send-again",
    ),
]
