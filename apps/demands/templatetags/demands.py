"""What templates of demands ask besides their context: how far the reading of a document is."""

from __future__ import annotations

from django import template

from apps.demands.models import SourceDocument
from apps.demands.progress import stages_of
from design.parts import Step

register = template.Library()


@register.simple_tag
def reading_stages(document: SourceDocument) -> list[Step]:
    """``{% reading_stages document as stages %}{% steps stages %}``"""
    return stages_of(document)
