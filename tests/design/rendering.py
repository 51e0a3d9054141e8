"""A template engine of our parts and the help: no other app's tags and context processors take part in these tests."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template import Engine
from django.template.context import make_context
from django.test import RequestFactory

ENGINE = Engine(
    dirs=[str(settings.BASE_DIR / "templates")],
    app_dirs=True,
    libraries={
        "design": "design.templatetags.design",
        "django_htmx": "django_htmx.templatetags.django_htmx",
        "handbook": "handbook.templatetags.handbook",
        "i18n": "django.templatetags.i18n",
        "static": "django.templatetags.static",
    },
    builtins=["django.templatetags.i18n", "django.templatetags.static"],
)


def render(source: str, /, **context: Any) -> str:
    """Return ``source``, with our tags loaded, rendered in ``context``."""
    return str(ENGINE.from_string("{% load design %}" + source).render(make_context(context)))


def render_page(name: str, *, path: str = "/", **context: Any) -> str:
    """Return the template ``name`` rendered for a GET of ``path``."""
    request: HttpRequest = RequestFactory().get(path)
    return str(ENGINE.get_template(name).render(make_context({"request": request, **context}, request)))
