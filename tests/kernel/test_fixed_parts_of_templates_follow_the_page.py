"""Parts of templates that are worked out once still follow the reader's language and the place of the site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.template import Context
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.translation import override

from kernel.kept_pages import part_named

LINKS = "components/nav_links.html"


@pytest.fixture
def below() -> Iterator[None]:
    """The site lies below another address for a while."""
    before = get_script_prefix()
    set_script_prefix("/instruments/")
    yield
    set_script_prefix(before)


def _links(language: str) -> str:
    with override(language):
        return str(part_named(LINKS).render(Context({"section": "demands"})))


def test_addresses_begin_where_the_site_does(below: None) -> None:
    moved = _links("zh-hans")
    assert f'href="{reverse("demands:board")}"' in moved
    assert moved.count('href="/instruments/') == moved.count("href=")
    set_script_prefix("/")
    assert "/instruments/" not in _links("zh-hans")
    set_script_prefix("/instruments/")
    assert _links("zh-hans") == moved


def test_texts_are_in_the_readers_language() -> None:
    assert ">产品<" in _links("zh-hans")
    assert ">产品<" not in _links("en")
    assert ">产品<" in _links("zh-hans")


def test_one_page_may_speak_two_languages() -> None:
    context = Context({"section": "demands"})
    with override("zh-hans"):
        chinese = part_named(LINKS).render(context)
    with override("en"):
        english = part_named(LINKS).render(context)
    assert (chinese, english) == (_links("zh-hans"), _links("en"))
    assert chinese != english
