"""Compiles the catalogues: what Django reads, a .mo beside each .po.

    python3 locale/compile.py

It needs nothing but Python 3.11, so that whatever starts Django can do it first: run.py at each start, the image at its
build, locale/update.py after each change. A file that holds what it should is left alone.
"""

from __future__ import annotations

import ast
import os
import re
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

LOCALE = Path(__file__).resolve().parent

_MAGIC, _VERSION, _HEAD = 0x950412DE, 0, 28
_KEYWORD = re.compile(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?) (".*")')
_CONTEXT_END, _FORM_END = "\x04", "\0"


def main() -> None:
    """Compile every catalogue."""
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        _replace(path.with_suffix(".mo"), compiled(path.read_text(encoding="utf-8")))


def compiled(catalogue: str) -> bytes:
    """The bytes of the .mo file of a catalogue written by locale/update.py. Texts without a translation stay out."""
    entries = sorted((key.encode(), text.encode()) for key, text in _entries(catalogue))
    keys = [key for key, _text in entries]
    texts = [text for _key, text in entries]
    tables = 8 * len(entries)
    first = _HEAD + 2 * tables
    key_table, after_keys = _table(keys, start=first)
    text_table, _end = _table(texts, start=after_keys)
    head = struct.pack("<7I", _MAGIC, _VERSION, len(entries), _HEAD, _HEAD + tables, 0, first)
    return head + key_table + text_table + b"".join(each + b"\0" for each in keys + texts)


def _table(strings: Iterable[bytes], *, start: int) -> tuple[bytes, int]:
    """Length and place of each string, and where the next one after them begins."""
    rows = []
    for each in strings:
        rows.append(struct.pack("<2I", len(each), start))
        start += len(each) + 1
    return b"".join(rows), start


def _entries(catalogue: str) -> Iterator[tuple[str, str]]:
    """Key and translation of each message as gettext looks them up."""
    for block in catalogue.split("\n\n"):
        fields = _fields(block)
        forms = [text for name, text in fields.items() if name.startswith("msgstr")]
        if "msgid" in fields and all(forms):
            context = fields["msgctxt"] + _CONTEXT_END if "msgctxt" in fields else ""
            plural = _FORM_END + fields["msgid_plural"] if "msgid_plural" in fields else ""
            yield context + fields["msgid"] + plural, _FORM_END.join(forms)


def _fields(block: str) -> dict[str, str]:
    """The fields of one message, {"msgid": …, "msgstr": …}. Raises ValueError with a line that is no part of one."""
    fields: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if found := _KEYWORD.fullmatch(line):
            name, quoted = found.groups()
            fields[name] = ast.literal_eval(quoted)
        elif line.startswith('"') and name:
            fields[name] += ast.literal_eval(line)
        elif line and not line.startswith("#"):
            raise ValueError(f"not a line of a catalogue: {line}")
    return fields


def _replace(path: Path, content: bytes) -> None:
    """Write in one step: two starts at once never see half a file."""
    if not path.exists() or path.read_bytes() != content:
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(path)


if __name__ == "__main__":
    main()
