"""Pages kept as made: pieces that are the same for everybody, and gaps for the parts that belong to whoever asks.

`{% personal "components/site_head.html" %}` in a template includes that template as `{% include %}` would. While a page
is made to be kept it leaves a gap instead; `KeptPage.answer` renders what belongs there anew for each request, with
that request and nothing of the kept page but the few values that the tag names.

The pieces are compressed once. A deflate stream may be put together of streams that each end on a byte and look back at
nothing before them, so an answer only compresses its personal parts.
"""

from __future__ import annotations

import re
import secrets
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe

from kernel.table_states import State

MOST_BYTES = 32 * 2**20
LONGEST_RANDOM_NAME = 100
_END_OF_DEFLATE = b"\x03\x00"
Gap = tuple[str, Mapping[str, object]]
"""A template, and the values that it takes from the page around it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a page as bytes, and the same deflated."""

    plain: bytes
    deflated: bytes

    @classmethod
    def of(cls, text: str, *, level: int = 6) -> Piece:
        """The piece of this text."""
        plain = text.encode()
        stream = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
        return cls(plain, stream.compress(plain) + stream.flush(zlib.Z_FULL_FLUSH))


def part_named(name: str) -> Template:
    """The template of this name, to be rendered in a context that is there already."""
    return cast(Any, get_template(name)).template  # type: ignore[no-any-return]


def gzipped(pieces: Iterable[Piece]) -> bytes:
    """The pieces as one gzip file. A name of random length hides how long the page is, as Django's own gzip does."""
    name = b"a" * secrets.randbelow(LONGEST_RANDOM_NAME)
    body, checksum, length = [], 0, 0
    for piece in pieces:
        body.append(piece.deflated)
        checksum = zlib.crc32(piece.plain, checksum)
        length += len(piece.plain)
    head = b"\x1f\x8b\x08\x08" + bytes(4) + b"\x00\xff" + name + b"\x00"
    return b"".join((head, *body, _END_OF_DEFLATE, struct.pack("<LL", checksum, length & 0xFFFFFFFF)))


@dataclass(slots=True)
class PersonalParts:
    """The gaps of a page that is being made. Nobody can write a mark into a page's data: it is random."""

    mark: str = field(default_factory=lambda: secrets.token_hex(16))
    gaps: list[Gap] = field(default_factory=list)

    def leave_gap(self, template: str, values: Mapping[str, object]) -> SafeString:
        """Note what belongs here and return the mark that stands for it."""
        self.gaps.append((template, values))
        return mark_safe(f"{self.mark}-{len(self.gaps) - 1};")

    def page(self, html: str) -> KeptPage:
        """The page of this HTML."""
        pieces = re.split(rf"{self.mark}-(\d+);", html)
        gaps = tuple(self.gaps[int(number)] for number in pieces[1::2])
        return KeptPage(tuple(Piece.of(piece, level=9) for piece in pieces[::2]), gaps)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page without its personal parts."""

    pieces: tuple[Piece, ...]
    gaps: tuple[Gap, ...]

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return sum(len(piece.plain) + len(piece.deflated) for piece in self.pieces)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The page for this request: its personal parts rendered for whoever asks."""
        own = [Piece.of(text) for text in self._personal(request)]
        pieces = [self.pieces[0]]
        for mine, rest in zip(own, self.pieces[1:], strict=True):
            pieces += (mine, rest)
        if "gzip" not in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            return HttpResponse(b"".join(piece.plain for piece in pieces))
        answer = HttpResponse(gzipped(pieces), headers={"Content-Encoding": "gzip"})
        patch_vary_headers(answer, ("Accept-Encoding",))
        return answer

    def _personal(self, request: HttpRequest) -> list[str]:
        texts: list[str] = []
        context = RequestContext(request)
        for name, values in self.gaps:
            template = part_named(name)
            with context.bind_template(template), context.push(**values):
                texts.append(template.render(context))
        return texts


class Shelf:
    """Kept pages of this process, those not asked for longest thrown out first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._pages: OrderedDict[Hashable, tuple[State, KeptPage]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable, state: State) -> KeptPage | None:
        """The page, if it was made from this very state."""
        with self._lock:
            known, page = self._pages.get(key, (None, None))
            if known != state:
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, state: State, page: KeptPage) -> None:
        """Keep the page in the place of an older one."""
        with self._lock:
            if key in self._pages:
                self._bytes -= self._pages.pop(key)[1].size
            self._pages[key] = state, page
            self._bytes += page.size
            while self._bytes > self._most_bytes:
                self._bytes -= self._pages.popitem(last=False)[1][1].size
