"""Templates that work out once what never changes: texts by language, addresses without parts, icons, static files.

Django renders `{% translate "…" %}`, `{% url 'name' %}`, `{% static '…' %}` and `{% icon '…' %}` anew on each page, a
hundred times a page. `Loader` loads templates as Django's cached loader does and joins each run of such tags and the
text around them into one piece, kept by language. A template is written and read as ever; what it gives is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.template import Context, Origin, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language

_F = TypeVar("_F", bound=Callable[..., Any])
_CONSTANTS = frozenset({"True", "False", "None"})


def depends_on_language_alone(tag: _F) -> _F:
    """For a simple tag: with fixed arguments it gives the same in each page of one language."""
    tag.depends_on_language_alone = True  # type: ignore[attr-defined]
    return tag


class Loader(cached.Loader):
    """Django's cached loader, whose templates come out folded."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """The template of this name. Raises TemplateDoesNotExist."""
        template = super().get_template(template_name, skip)
        if not getattr(template, "is_folded", False):
            fold(template.nodelist)
            template.is_folded = True  # type: ignore[attr-defined]
        return template


class FixedNode(Node):
    """A run of nodes whose output depends on the language and on where the site's addresses begin."""

    child_nodelists = ("nodes",)

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = NodeList(nodes)
        self.known: dict[tuple[object, ...], str] = {}

    def render(self, context: Context) -> str:
        """The text of the run; rendered by its own nodes the first time."""
        key = (get_language(), *_place_of(context), context.autoescape)
        text = self.known.get(key)
        if text is None:
            text = self.known[key] = self.nodes.render(context)
        return text


def _place_of(context: Context) -> tuple[object, ...]:
    """Where the site's addresses begin: asked once a page, since nothing within a page moves them."""
    place: tuple[object, ...] | None = context.__dict__.get("place")
    if place is None:
        place = get_urlconf(), get_script_prefix()
        context.place = place  # type: ignore[attr-defined]
    return place


def fold(nodes: NodeList) -> None:
    """Join each run of fixed nodes in this list, and in the lists below it, in place."""
    folded: list[Node] = []
    run: list[Node] = []
    for node in nodes:
        if _is_fixed(node):
            run.append(node)
            continue
        folded += _joined(run)
        run = []
        for below in _lists_of(node):
            fold(below)
        folded.append(node)
    nodes[:] = [*folded, *_joined(run)]


def _joined(run: list[Node]) -> list[Node]:
    return run if all(isinstance(node, TextNode) for node in run) else [FixedNode(run)]


def _lists_of(node: Node) -> list[NodeList]:
    below = [nodelist for _condition, nodelist in getattr(node, "conditions_nodelists", ())]
    below += [getattr(node, name, None) for name in node.child_nodelists if not below]
    return [nodes for nodes in below if isinstance(nodes, NodeList)]


def _is_fixed(node: Node) -> bool:
    match node:
        case TextNode():
            return True
        case TranslateNode():
            return node.asvar is None and node.message_context is None and _is_literal(node.filter_expression)
        case URLNode():
            return node.asvar is None and not node.args and not node.kwargs and _is_literal(node.view_name)
        case StaticNode():
            return node.varname is None and _is_literal(node.path)
        case SimpleNode():
            return _is_fixed_tag(node)
    return False


def _is_fixed_tag(node: SimpleNode) -> bool:
    asked = [*node.args, *node.kwargs.values()]
    pure = getattr(node.func, "depends_on_language_alone", False)
    return pure and not node.takes_context and node.target_var is None and all(map(_is_literal, asked))


def _is_literal(expression: FilterExpression) -> bool:
    """Whether it names no variable: a text, a number, yes or no, or a text to translate; nothing after a bar."""
    value = expression.var
    named = isinstance(value, Variable) and value.lookups is not None and value.var not in _CONSTANTS
    return not expression.filters and not named
