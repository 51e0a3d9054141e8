"""Turns errors of the domain into pages, and keeps out what no text may hold."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kernel.errors import DomainError


class DomainErrorMiddleware:
    """A DomainError that reaches the top becomes a page with its status, message, and a way back.

    The API answers its own errors (`kernel.api.answer_error`) before they get here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Called by Django for every exception that a view lets through."""
        if not isinstance(problem, DomainError):
            return None
        return render(request, "errors/refused.html", {"problem": problem}, status=problem.status)


class PlainTextMiddleware:
    """Refuses a NUL in an address or a form with 400: no text of people holds one, and PostgreSQL stores none.

    It stands behind the CSRF check, which has read the form already. The API guards its own bodies and queries, and
    answers in its own shape.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Called by Django before every view. Raises BadRequest."""
        if request.path.startswith("/api/"):
            return
        for data in (request.GET, request.POST):
            if any("\0" in text for name, texts in data.lists() for text in (name, *texts)):
                raise BadRequest("a field holds a NUL character")
