"""The page that shows every part of the visual language with the tag that makes it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from design import specimens


@require_safe
def parts(request: HttpRequest) -> HttpResponse:
    """Show every part, light and dark side by side where the difference matters."""
    return render(request, "design/index.html", {"specimens": specimens.build(), "shows_sample": True})
