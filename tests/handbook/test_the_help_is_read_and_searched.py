"""Everybody reads the help, in their language; search finds a section from a whole question as from a word."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from handbook import pages
from handbook.search import find, terms_of
from tests.cast import Cast, signed_in
from tests.locale.chinese import Stored, untranslated

LARGEST_BYTES = 20_000


@pytest.mark.parametrize("slug", pages.SLUGS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_page_is_small_and_asks_the_database_nothing(
    slug: str, language: str, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = Client().get(reverse("handbook:page", args=[slug]), headers={"Accept-Language": language})
    content = answer.content.decode()
    assert answer.status_code == 200
    assert len(answer.content) < 2 * LARGEST_BYTES  # before compression
    for section in pages.page(slug).sections:
        assert f'id="{section.anchor}"' in content
        assert f'href="#{section.anchor}"' in content


def test_a_page_that_nobody_wrote_is_not_found(db: None) -> None:
    answer = Client().get("/help/no-such-page/")
    assert answer.status_code == 404


def test_the_own_role_is_marked(cast: Cast) -> None:
    content = signed_in(cast.broker).get("/help/").content.decode()
    assert content.count("您的角色") == 1
    assert content.index("您的角色") > content.index("/help/broker/")
    assert "您的角色" not in Client().get("/help/").content.decode()


@pytest.mark.parametrize(
    ("asked", "slug", "anchor"),
    [
        ("怎么导入产品", "maker", "import"),
        ("Excel 导入", "maker", "import"),
        ("邀请同事", "start", "colleagues"),
        ("偏离", "glossary", "deviation"),
        ("为什么需人工？", "faq", "why-manual"),
        ("实测值", "evaluation", "record"),
        ("★", "glossary", "mandatory"),
    ],
)
def test_a_question_finds_its_section_first(asked: str, slug: str, anchor: str) -> None:
    best = find(asked, pages.pages())[0]
    assert (best.slug, best.section.anchor) == (slug, anchor)


def test_english_is_searched_in_english(db: None) -> None:
    answer = Client().get("/help/", {"q": "invite colleagues"}, headers={"Accept-Language": "en"})
    assert "/help/start/#colleagues" in answer.content.decode()


def test_an_english_reader_meets_no_unmarked_chinese(cast: Cast) -> None:
    stored, reader = Stored(), signed_in(cast.sales_engineer)
    paths = ["/help/", "/help/?q=open", "/workbench/", *(pages.address(slug) for slug in pages.SLUGS)]
    for path in paths:
        answer = reader.get(path, headers={"Accept-Language": "en"})
        assert untranslated(answer.content, stored) == [], path


@pytest.mark.parametrize("asked", ["量子引力", "zzzz", "？", "x" * 5000])
def test_nothing_found_says_what_to_do(asked: str, db: None) -> None:
    answer = Client().get("/help/", {"q": asked})
    content = answer.content.decode()
    assert answer.status_code == 200
    assert "帮助里没有写到" in content or "按角色" in content
    assert "<mark>" not in content


def test_what_was_asked_is_never_markup(db: None) -> None:
    content = Client().get("/help/", {"q": "<script>alert(1)</script> 导入"}).content.decode()
    assert "<script>alert" not in content
    assert "&lt;script&gt;" in content


def test_chinese_is_looked_for_in_pairs() -> None:
    assert terms_of("导入产品 Excel 导入") == ["导入", "入产", "产品", "excel"]
    assert terms_of("★") == ["★"]
