"""The tags of the help: ``{% load handbook %}``."""

from __future__ import annotations

from django import template
from django.template import Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from handbook.markdown import holds_chinese, mark_chinese
from handbook.pages import address, definition
from handbook.places import place_of
from kernel.languages import reader_language
from kernel.templates import depends_on_language_alone

register = template.Library()


@register.simple_tag(takes_context=True)
def help_address(context: template.Context) -> str:
    """``{% help_address %}`` the address of the how-to that fits the page shown and the reader's role."""
    match = getattr(context.get("request"), "resolver_match", None)
    actor = context.get("actor")
    kind = "auditor" if getattr(actor, "is_auditor", False) else getattr(actor, "kind", None)
    slug, _hash, section = place_of(getattr(match, "view_name", "") or "", kind=kind or "").partition("#")
    return address(slug, f"#{section}" if section else "")


@register.simple_tag
@depends_on_language_alone
def help_page(place: str) -> str:
    """``{% help_page 'maker#import' %}`` the address of this place in the help."""
    slug, _hash, section = place.partition("#")
    return address(slug, f"#{section}" if section else "")


@register.filter
def as_said(text: str) -> str:
    """``{{ section.title|as_said }}`` a text of the help; in English pages its Chinese is marked as Chinese."""
    return mark_chinese(text) if reader_language() == "en" else text


@register.filter
def in_its_language(text: str) -> str:
    """``{{ field.note|in_its_language }}`` a text of either language, marked where it is not the page's."""
    if reader_language() == "en":
        return mark_chinese(text)
    return text if holds_chinese(text) else format_html('<span lang="en">{}</span>', text)


class TermNode(Node):
    """A word of the page with its definition from the glossary."""

    def __init__(self, anchor: FilterExpression, nodelist: NodeList) -> None:
        self.anchor, self.nodelist = anchor, nodelist

    def render(self, context: template.Context) -> SafeString:
        """The word as a button, its definition as a popover that any pointer, keyboard or reader reaches."""
        anchor = str(self.anchor.resolve(context))
        said = {
            "word": self.nodelist.render(context).strip(),
            "anchor": anchor,
            "said": definition(anchor).lead,
            "id": f"term-{anchor}-{_place_in_page(context)}",
            "url": address("glossary", f"#{anchor}"),
        }
        return mark_safe(render_to_string("handbook/_term.html", said).strip())


def _place_in_page(context: template.Context) -> str:
    """What sets this term apart from the others of its page: its number; in a part that htmx fetches, a random word."""
    request = context.get("request")
    if request is None or getattr(request, "htmx", False):
        return get_random_string(6)
    request._terms_shown = getattr(request, "_terms_shown", 0) + 1
    return str(request._terms_shown)


@register.tag
def term(parser: Parser, token: Token) -> TermNode:
    """``{% term 'deviation' %}偏离{% endterm %}`` explains a word in place; the anchor is one of the glossary's."""
    words = token.split_contents()
    if len(words) != 2:
        raise TemplateSyntaxError("{% term 'anchor' %}word{% endterm %} takes one anchor of the glossary.")
    body = parser.parse(("endterm",))
    parser.delete_first_token()
    return TermNode(parser.compile_filter(words[1]), body)
