"""Each page of the help stands in both languages with the same sections, and every link in it leads somewhere."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from handbook import pages
from handbook.markdown import HelpTextError, Text, render

# The words of the domain, as docs/domain.md lists them, by their anchor in the glossary.
WORDS = (
    "demand requirement mandatory important general product spec-value match eligible open ineligible deviation-table "
    "positive meets negative unanswered manual evidence trial deal broker category organisation uscc deviation"
)


def _in(language: str, slug: str) -> Text:
    with translation.override(language):
        return pages.page(slug)


@pytest.mark.parametrize("slug", pages.SLUGS)
def test_both_languages_have_the_same_sections(slug: str) -> None:
    chinese, english = _in("zh-hans", slug), _in("en", slug)
    assert [(each.anchor, each.level) for each in chinese.sections] == [
        (each.anchor, each.level) for each in english.sections
    ]
    assert all(each.lead for each in (chinese, english))


@pytest.mark.parametrize("slug", pages.SLUGS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_anchor_stands_twice(slug: str, language: str) -> None:
    anchors = [each.anchor for each in _in(language, slug).sections]
    assert len(anchors) == len(set(anchors))


def test_every_file_is_a_page() -> None:
    for language in pages.LANGUAGES:
        folder = pages.file_of("start", language).parent
        assert {path.stem for path in folder.iterdir()} == set(pages.SLUGS)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_link_leads_to_a_section(language: str) -> None:
    anchors = {slug: {each.anchor for each in _in(language, slug).sections} for slug in pages.SLUGS}
    links = [link for slug in pages.SLUGS for link in re.findall(r'href="/help/([^"]+)"', _in(language, slug).html)]
    assert links
    for link in links:
        slug, _slash, anchor = link.partition("/#")
        assert anchor in anchors[slug.rstrip("/")], link


@pytest.mark.parametrize("word", WORDS.split())
def test_the_glossary_explains_the_words_of_the_domain(word: str) -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert len(pages.definition(word).lead) > 10


def test_an_unknown_term_says_where_to_add_it() -> None:
    with pytest.raises(LookupError, match=r"glossary\.md"):
        pages.definition("no-such-term")


def test_raw_html_stays_text() -> None:
    text = render("# T\n\n<script>alert(1)</script>\n\n## H {#h}\n\n<b onclick=x>b</b>", address=pages.address)
    assert "<script" not in text.html
    assert "<b " not in text.html
    assert "&lt;script&gt;" in text.html


@pytest.mark.parametrize("link", ["https://example.org/", "/admin/", "../README.md", "maker.md?x"])
def test_a_link_that_leads_out_of_the_help_is_refused(link: str) -> None:
    with pytest.raises(HelpTextError, match="leads out of the help"):
        render(f"# T\n\n[x](<{link}>)\n", address=pages.address)


def test_a_link_that_runs_code_stays_text() -> None:
    assert "href" not in render("# T\n\n[x](javascript:alert(1))\n", address=pages.address).html


def test_a_section_without_an_anchor_is_refused() -> None:
    with pytest.raises(HelpTextError, match="needs an anchor"):
        render("# T\n\n## H\n", address=pages.address)


def test_chinese_in_an_english_page_is_marked_as_chinese() -> None:
    html = render("# T\n\n## Open (待确认) {#open}\n\n`具备`\n", address=pages.address, is_english=True).html
    assert '<span lang="zh-hans">待确认</span>' in html
    assert '<code><span lang="zh-hans">具备</span></code>' in html
