"""Addresses of the app."""

from django.urls import path

from apps.deals import views

app_name = "deals"
urlpatterns = [
    path("", views.deal_list, name="list"),
    path("open/<int:match_id>/", views.open_for_match, name="open"),
    path("dismiss/<int:match_id>/", views.dismiss, name="dismiss"),
    path("restore/<int:match_id>/", views.restore, name="restore"),
    path("<int:deal_id>/", views.detail, name="detail"),
    path("<int:deal_id>/steps/<str:step>/", views.take, name="take"),
    path("<int:deal_id>/contacts/", views.contacts, name="contacts"),
]
