"""Turns errors of the domain into pages."""

from __future__ import annotations

from collections.abc import Callable

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
