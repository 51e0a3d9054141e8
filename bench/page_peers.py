"""The two pages that ours are measured beside, served by this process on the same database.

**bare**: Django's handler without any middleware, one query, twenty names in a list: the least that Django can do.

**ordinary**: what one writes after `django-admin startproject` (5.2): its seven middlewares and three context
processors as they are made there; a base template with a head, a menu, a search box, who is signed in, messages and a
foot; a table of twenty products with six columns, read in one query with both its joins. No translation, no paging, no
filters, no gzip. Whoever asks our page asks this one too: signed in, both read the session and the person.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.template.backends.django import DjangoTemplates
from django.test.utils import override_settings
from django.urls import URLPattern, path

Respond = Callable[[HttpRequest], HttpResponse]
ROWS = 20
TEMPLATES = Path(__file__).resolve().parent / "ordinary"
BARE = "{% for product in products %}<li>{{ product.model }} {{ product.name }}</li>{% endfor %}"
# `django-admin startproject` of Django 5.2 writes these two lists.
STARTPROJECT_MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
STARTPROJECT_PROCESSORS = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
)


def bare_site() -> WSGIHandler:
    """A site of one page: no middleware, one query, twenty names."""
    from apps.suppliers.models import Product

    template = Engine().from_string(BARE)

    def products(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(template.render(Context({"products": Product.objects.order_by("pk")[:ROWS]})))

    return _site((path("", products),))


def ordinary_site() -> WSGIHandler:
    """A site as startproject makes it, with a table of twenty products."""
    from apps.suppliers.models import Product

    options = {"context_processors": list(STARTPROJECT_PROCESSORS)}
    backend = DjangoTemplates({"NAME": "ordinary", "DIRS": [TEMPLATES], "APP_DIRS": True, "OPTIONS": options})

    def products(request: HttpRequest) -> HttpResponse:
        rows = Product.objects.select_related("organisation", "category").order_by("pk")[:ROWS]
        return HttpResponse(backend.get_template("products.html").render({"products": rows}, request))

    def linked_to(_request: HttpRequest, **_kwargs: object) -> HttpResponse:
        return HttpResponse()

    addresses = (
        path("", products, name="products"),
        path("products/<int:pk>/", linked_to, name="product"),
        path("about/", linked_to, name="about"),
    )
    return _site(addresses, middleware=STARTPROJECT_MIDDLEWARE)


def _site(addresses: tuple[URLPattern, ...], *, middleware: tuple[str, ...] = ()) -> WSGIHandler:
    """A handler of its own, with these addresses instead of the project's and this middleware."""

    def with_addresses(get_response: Respond) -> Respond:
        def answered(request: HttpRequest) -> HttpResponse:
            request.urlconf = addresses  # type: ignore[attr-defined]  Django takes it instead of ROOT_URLCONF
            return get_response(request)

        return answered

    globals()["with_addresses"] = with_addresses  # a handler finds its middleware by a dotted name, once
    sessions = "django.contrib.sessions.backends.db"  # startproject's; ours reads the same rows
    with override_settings(MIDDLEWARE=[f"{__name__}.with_addresses", *middleware], SESSION_ENGINE=sessions):
        return WSGIHandler()
