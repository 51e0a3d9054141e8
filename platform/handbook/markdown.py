"""From a Markdown text to a page of help: its title, its sections with anchors, and safe HTML.

A heading ends with its anchor, ``## 写需求 {#write}``, so that both languages share one address. Raw HTML is off: it is
shown as text. A link to another file of the help (``maker.md#import``) becomes the address of its page, so that the
files read well in the repository too; any other link must stay within the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

Address = Callable[[str, str], str]
"""(slug, fragment with its # or nothing) → the address of a page of help."""

_ANCHOR = re.compile(r"\s*\{#([a-z0-9-]+)\}\s*$")
_FILE = re.compile(r"^([a-z-]+)\.md(#[a-z0-9-]+)?$")
_HERE = re.compile(r"^#[a-z0-9-]+$")
_MARKS = "、，；：。！？（）【】《》「」"
_CHINESE = re.compile(rf"[一-鿿{_MARKS}]+")
_markdown = MarkdownIt("commonmark", {"html": False})


class HelpTextError(ValueError):
    """A help file says something that cannot become a page; the message names the place and the way out."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands below it. `lead` is its first paragraph, `text` all of it, both without markup."""

    anchor: str
    title: str
    level: int
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """One help file, rendered. `lead` is the paragraph below the title."""

    title: str
    lead: str
    html: str
    sections: tuple[Section, ...]


def holds_chinese(text: str) -> bool:
    """Whether a word of the text is Chinese."""
    return _CHINESE.search(text) is not None


def mark_chinese(text: str) -> SafeString:
    """Escape a text and mark its Chinese as such: an English page is read aloud rightly."""
    return mark_safe(_CHINESE.sub(lambda run: f'<span lang="zh-hans">{run.group()}</span>', escape(text)))


def render(source: str, *, address: Address, is_english: bool = False) -> Text:
    """Render a help file; in an English one Chinese is marked as Chinese.

    Raises HelpTextError for a section without an anchor and for a link that leads out of the help.
    """
    tokens = _markdown.parse(source)
    title, rest = _cut_title(tokens)
    sections = [_section(part) for part in _parts(rest)]
    _turn_links(rest, address)
    lead = _first_paragraph(rest)
    if is_english:
        _mark_chinese_in(rest)
    return Text(title, lead, str(_markdown.renderer.render(rest, _markdown.options, {})), tuple(sections))


def _cut_title(tokens: list[Token]) -> tuple[str, list[Token]]:
    if len(tokens) < 3 or tokens[0].type != "heading_open" or tokens[0].tag != "h1":
        raise HelpTextError("A help file begins with its title: # …")
    return _plain(tokens[1:2]), tokens[3:]


def _parts(tokens: Sequence[Token]) -> Iterable[list[Token]]:
    """The tokens from each heading up to the next one."""
    starts = [index for index, token in enumerate(tokens) if token.type == "heading_open"]
    for start, end in pairwise([*starts, len(tokens)]):
        yield list(tokens[start:end])


def _section(tokens: list[Token]) -> Section:
    heading, inline = tokens[0], tokens[1]
    anchor = _take_anchor(inline)
    heading.attrSet("id", anchor)
    return Section(
        anchor, _plain([inline]), int(heading.tag[1:]), _first_paragraph(tokens[3:]), _plain(tokens[3:], between=" ")
    )


def _take_anchor(inline: Token) -> str:
    """Cut the anchor off a heading and return it."""
    last = (inline.children or [])[-1:]
    found = _ANCHOR.search(last[0].content) if last else None
    if found is None:
        raise HelpTextError(f"The heading {inline.content!r} needs an anchor at its end: {{#a-word}}")
    last[0].content = last[0].content[: found.start()]
    return found.group(1)


def _first_paragraph(tokens: Sequence[Token]) -> str:
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            return ""
        if before.type == "paragraph_open":
            return _plain([token])
    return ""


def _turn_links(tokens: Iterable[Token], address: Address) -> None:
    for token in tokens:
        _turn_links(token.children or (), address)
        if token.type == "link_open":
            token.attrSet("href", _turned(str(token.attrGet("href")), address))


def _turned(href: str, address: Address) -> str:
    if _HERE.match(href):
        return href
    found = _FILE.match(href)
    if found is None:
        raise HelpTextError(f"The link {href!r} leads out of the help: name a file (maker.md#import) or a section (#…)")
    return address(found.group(1), found.group(2) or "")


def _mark_chinese_in(tokens: Iterable[Token]) -> None:
    """Turn texts with Chinese into the HTML that marks it; the text itself is escaped on the way."""
    for token in tokens:
        _mark_chinese_in(token.children or ())
        if token.type in {"text", "code_inline"} and _CHINESE.search(token.content):
            marked = mark_chinese(token.content)
            token.content = marked if token.type == "text" else f"<code>{marked}</code>"
            token.type = "html_inline"


def _plain(tokens: Iterable[Token], *, between: str = "") -> str:
    """The words of the tokens, without markup."""
    words = [_words_of(token) for token in tokens if token.type == "inline"]
    return between.join(words).strip()


def _words_of(inline: Token) -> str:
    return "".join(
        "\n" if child.type in {"softbreak", "hardbreak"} else child.content
        for child in inline.children or ()
        if child.type in {"text", "code_inline", "softbreak", "hardbreak"}
    )
