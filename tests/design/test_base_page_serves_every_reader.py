"""The frame of all pages: who sees which links, and nothing that a strict CSP would refuse."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.test import override_settings

from design import specimens
from tests.design.rendering import render_page

pytestmark = pytest.mark.usefixtures("own_addresses")
ROOT = Path(settings.BASE_DIR)


@dataclass(frozen=True)
class Organisation:
    """What base.html reads of an organisation."""

    name: str = "江淮理工大学"
    is_sample: bool = True


@dataclass(frozen=True)
class User:
    """What base.html reads of a user."""

    display_name: str = "周老师"


@dataclass(frozen=True)
class Actor:
    """What base.html reads of an actor."""

    is_authenticated: bool = True
    user: User | None = User()
    organisation: Organisation | None = Organisation()
    kind: str | None = "institution"


@pytest.fixture(name="own_addresses")
def _own_addresses() -> object:
    with override_settings(ROOT_URLCONF="tests.design.urls"):
        yield


def test_a_visitor_is_offered_the_way_in() -> None:
    html = render_page("base.html", actor=Actor(is_authenticated=False, user=None, organisation=None, kind=None))
    assert "/login/" in html
    assert "/signup/" in html
    assert "/logout/" not in html


def test_an_institution_writes_demands_and_a_maker_lists_products() -> None:
    institution = render_page("base.html", actor=Actor(kind="institution"), unread_count=1234)
    maker = render_page("base.html", actor=Actor(kind="maker"))
    assert "/demands/new/" in institution
    assert "/suppliers/mine/" not in institution
    assert "1,234" in institution
    assert "/suppliers/mine/" in maker
    assert "/demands/new/" not in maker


def test_a_user_without_an_organisation_still_gets_a_page() -> None:
    html = render_page("base.html", actor=Actor(organisation=None, kind=None))
    assert "周" in html
    assert "示例" not in html


def test_the_section_of_the_page_is_marked_in_the_navigation() -> None:
    html = render_page("base.html", actor=Actor(), section="trials")
    assert re.search(r'/trials/list/" aria-current="true"', html)
    assert not re.search(r'/deals/list/" aria-current', html)


def test_sample_data_is_said_to_be_sample_data() -> None:
    notice = "本页机构、厂商、型号均为虚构示例"
    assert notice in render_page("base.html", actor=Actor(), shows_sample=True)
    assert notice not in render_page("base.html", actor=Actor())


def test_errors_stay_on_the_page_and_good_news_can_be_undone() -> None:
    sent = [
        Message(messages.ERROR, "未能保存"),
        Message(messages.SUCCESS, "已删去第 15 行", extra_tags="undo:/rows/15/restore/"),
        Message(messages.INFO, "已发布", extra_tags="undo:https://elsewhere.example/"),
    ]
    html = render_page("base.html", actor=Actor(), messages=sent)
    assert re.search(r'class="notice neg" role="alert">未能保存', html)
    assert 'action="/rows/15/restore/"' in html
    assert "elsewhere.example" not in html


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "500"])
def test_error_pages_need_nothing_but_themselves(code: str) -> None:
    html = render_page(f"{code}.html")
    assert "<h1" in html
    assert 'href="/"' in html


def test_the_page_of_parts_shows_everything_and_obeys_the_csp() -> None:
    html = render_page("design/index.html", actor=Actor(), specimens=specimens.build(), shows_sample=True)
    assert "★3.2" in html
    assert " style=" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert "<style" not in html


def test_the_page_of_parts_uses_no_id_twice() -> None:
    html = render_page("design/index.html", actor=Actor(), specimens=specimens.build())
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_no_template_carries_inline_style_or_script() -> None:
    folders = [ROOT / "templates", ROOT / "platform", ROOT / "apps"]
    for page in sorted(path for folder in folders for path in folder.rglob("*.html")):
        source = page.read_text("utf-8")
        assert not re.search(r"\sstyle\s*=", source), page.name
        assert not re.search(r"<[^>]*\son[a-z]+\s*=", source), page.name
        assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", source), page.name
