"""Asking the API as somebody, by token."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from apps.accounts.models import User
from apps.accounts.tokens import issue_token

V1 = "/api/v1"


class Api:
    """The API as a person's program sees it; None is a program without a token."""

    def __init__(self, user: User | None, **headers: str) -> None:
        token = {"Authorization": f"Token {issue_token(user)}"} if user is not None else {}
        self._client = Client(headers={**token, **headers}, raise_request_exception=False)

    def ask(self, method: str, path: str, body: object = None, query: object = None) -> HttpResponse:
        """One request. `path` begins behind /api/v1; a body that is bytes is sent as it is."""
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        address = path if path.startswith(("/api/", "http")) else V1 + path
        if method == "GET":
            return self._client.get(address, query)  # type: ignore[return-value, arg-type]
        return self._client.generic(method, address, raw, content_type="application/json")  # type: ignore[return-value]

    def get(self, path: str, **query: object) -> HttpResponse:
        """GET with a query string."""
        return self.ask("GET", path, query=query)

    def post(self, path: str, body: object = None) -> HttpResponse:
        """POST JSON."""
        return self.ask("POST", path, body)

    def put(self, path: str, body: object) -> HttpResponse:
        """PUT JSON."""
        return self.ask("PUT", path, body)

    def delete(self, path: str) -> HttpResponse:
        """DELETE."""
        return self.ask("DELETE", path)


def body_of(answer: HttpResponse) -> Any:
    """The answer's JSON."""
    return json.loads(answer.content)


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI document."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return document


@lru_cache(maxsize=1)
def described_operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Operation id → method, path, description."""
    return {
        each["operationId"]: (method.upper(), path, each)
        for path, methods in description()["paths"].items()
        for method, each in methods.items()
        if path.startswith(V1)
    }


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens inside is undone at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
