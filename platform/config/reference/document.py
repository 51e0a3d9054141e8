"""The OpenAPI document, made once per process and language: it is the same until the program changes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from django.conf import settings
from django.utils import translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView

from kernel.languages import reader_language

Document = Mapping[str, Any]


@cache
def document(language: Literal["zh", "en"]) -> Document:
    """The whole description in this language; nobody may change what is returned."""
    with translation.override("en" if language == "en" else settings.LANGUAGE_CODE):
        made: Document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


class KeptDocument(SchemaGenerator):
    """Hands out the kept document instead of walking through all addresses at each request."""

    def get_schema(self, request: object = None, public: bool = False) -> Document:
        """What everybody may read, in the language that is spoken at the moment."""
        return document(reader_language())


class SchemaView(SpectacularAPIView):
    """The raw description, YAML or JSON, for programs and for download."""

    generator_class = KeptDocument
