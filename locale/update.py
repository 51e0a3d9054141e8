"""Brings the catalogues up to date with the texts marked in code and templates, and compiles them.

    .venv/bin/python locale/update.py            write the .po files, and the .mo files by compile.py
    .venv/bin/python locale/update.py --check    write nothing; fail when a .po file is not what would be written

Babel does the work of xgettext and msgmerge, so that nobody needs gettext's programs. Django itself turns a
template into something that looks like Python; Babel reads that. A message that is no longer used is dropped, a new one
comes in empty: an empty one fails tests/locale, because a page is English from head to foot or not at all.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
CODE = ("apps", "platform")
TEMPLATES = ("templates", "apps", "platform")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "worded": None,
    "marked": None,
    "worded_as": ((1, "c"), 2),
    "worded_count": (1, 2),
}
# The time of writing would make every run a change.
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
_Found = tuple[int, str | tuple[str, ...], list[str], str | None]


def main() -> int:
    """Write or check every catalogue; 1 when a check found one that is out of date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, fail when a file would change")
    is_check = parser.parse_args().check
    stale = [path for path, content in updated().items() if not path.exists() or path.read_bytes() != content]
    for path in stale:
        print(path.relative_to(ROOT), "is out of date" if is_check else "written")  # noqa: T201
        if not is_check:
            path.write_bytes(updated()[path])
    if not is_check:
        subprocess.run([sys.executable, LOCALE / "compile.py"], check=True)  # noqa: S603  our own program
    return 1 if is_check and stale else 0


def updated() -> dict[Path, bytes]:
    """What every .po file has to hold today, by path."""
    texts = marked_texts()
    return {path: _po(_merged(path, texts)) for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))}


def marked_texts() -> Catalog:
    """Every text marked for translation in code and templates, with the files that use it."""
    catalogue = Catalog()
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            _add(catalogue, path, path.read_text(encoding="utf-8"))
    for folder in TEMPLATES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".html", ".txt"} and "templates" in path.relative_to(ROOT).parts:
                _add(catalogue, path, _as_python(path))
    return catalogue


def _as_python(path: Path) -> str:
    """A template as lines of Python whose only strings are its marked texts."""
    blanked = templatize(path.read_text(encoding="utf-8"), origin=str(path.relative_to(ROOT)))
    # Everything else is blanked out to X and spaces; without its indentation Python's tokenizer takes it.
    return "\n".join(line.strip() for line in blanked.splitlines())


def _add(catalogue: Catalog, path: Path, source: str) -> None:
    found: Iterator[_Found] = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
    for _line, message, _comments, context in found:
        # Without line numbers a change of code changes no catalogue.
        catalogue.add(message, locations=[(path.relative_to(ROOT).as_posix(), None)], context=context)


def _merged(path: Path, texts: Catalog) -> Catalog:
    with path.open("rb") as file:
        old = read_po(file, locale=path.parent.parent.name)
    new = Catalog(
        locale=old.locale,
        header_comment="# Texts of the pages; written by locale/update.py.",
        project="Yiqiao",
        fuzzy=False,
        creation_date=_NO_DATE,
        revision_date=_NO_DATE,
    )
    for message in sorted(texts, key=lambda message: (_first_place(message), str(message.id))):
        if message.id:
            string = _known(old, message)
            new.add(message.id, string, locations=message.locations, context=message.context, flags=message.flags)
    return new


def _known(old: Catalog, message: Message) -> str | tuple[str, ...] | None:
    """The translation so far. A text that has become a counted one keeps it as its plural, and its singular waits."""
    known = old.get(message.id, message.context)
    if known is None:
        return None
    forms = (known.string,) if isinstance(known.string, str) else tuple(known.string)
    if not message.pluralizable:
        return forms[-1]
    return forms if len(forms) > 1 else ("", forms[0])


def _first_place(message: Message) -> str:
    return min((place for place, _line in message.locations), default="")


def _po(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, omit_header=False, ignore_obsolete=True)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
