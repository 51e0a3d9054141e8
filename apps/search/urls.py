"""Addresses of the app."""

from django.urls import URLPattern, path

from apps.search import views

app_name = "search"
urlpatterns: list[URLPattern] = [
    path("", views.results, name="results"),
    path("reading/", views.reading, name="reading"),
    path("suggestions/", views.suggestions, name="suggestions"),
    path("saved/", views.saved_list, name="saved"),
    path("saved/<int:search_id>/", views.open_saved, name="saved-open"),
    path("saved/<int:search_id>/rename/", views.rename, name="saved-rename"),
    path("saved/<int:search_id>/delete/", views.delete, name="saved-delete"),
    path("saved/<int:search_id>/restore/", views.restore, name="saved-restore"),
]
