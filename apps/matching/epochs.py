"""What a result follows from besides the demand: kept once, in pieces that are found by their content.

A run points to one piece, its epoch: the day, the rules, the weights, the facts of the parameters and their spreads,
the weights of terms, the names of the categories in scope, and which revision of which product stood there. Large lists
are pieces of their own that epochs share. A list of products is cut after ids that `CUT_EVERY` divides, so that a
product that comes, changes or goes makes one piece anew and not the whole list.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

import numpy as np
from django.db import transaction

from apps.matching.comparisons import MOST_KEPT, MOST_NEAR_KEPT, MOST_REFERENCES_KEPT, Comparison
from apps.matching.engine.columns import Int64
from apps.matching.engine.facts import ScoreParts
from apps.matching.engine.index import ENGINE_VERSION
from apps.matching.engine.scoring import Weights
from apps.matching.engine.text import TermWeights
from apps.matching.models import EpochPart
from apps.taxonomy.language.types import ParameterFacts
from apps.taxonomy.language.units import UNITS_FILE

FORM = 1
CUT_EVERY = 256
_LEVEL = 6  # of compression; more costs time and saves little
_MOST_REMEMBERED = 8_192  # parts of lists, 4 kB each: twice those of a million products

Members = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Epoch:
    """What is kept, read back. `rules` name the code and its limits; `members` are (product id, revision) by category.

    `scope` None is everything. `day` is the day by which evidence expires.
    """

    rules: Mapping[str, object]
    day: date | None
    weights: Weights
    parameters: Mapping[str, ParameterFacts]
    terms: TermWeights
    scope: frozenset[str] | None
    words: Mapping[str, tuple[str, ...]]
    members: Mapping[str, Members]


def rules_of_code() -> Mapping[str, object]:
    """What of the program itself a result depends on: two runs with the same inputs and rules are the same run."""
    return {
        "form": FORM,
        "engine": ENGINE_VERSION,
        "units": _digest_of_units(),
        "kept": [MOST_KEPT, MOST_NEAR_KEPT, MOST_REFERENCES_KEPT],
    }


@cache
def _digest_of_units() -> str:
    return hashlib.sha256(UNITS_FILE.read_bytes()).hexdigest()


# ---- writing ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Pieces:
    """Pieces to be kept, by digest: what each holds, or how that is worked out."""

    contents: dict[str, Callable[[], object]] = field(default_factory=dict)

    def add(self, content: object) -> str:
        """Take a piece; its digest."""
        digest = hashlib.sha256(_text(content)).hexdigest()
        self.contents[digest] = lambda: content
        return digest

    def add_members(self, members: Int64) -> list[str]:
        """Take a category's list of products, in parts; their digests.

        Most parts were digested for an earlier run: that is remembered by their numbers.
        """
        parts = parts_of(members)
        digests = [_digest_of_part(part.tobytes()) for part in parts]
        self.contents |= {digest: part.tolist for digest, part in zip(digests, parts, strict=True)}
        return digests

    def rows(self, digests: Iterable[str]) -> list[EpochPart]:
        """Some of the pieces as rows of the database."""
        texts = ((digest, _text(self.contents[digest]())) for digest in sorted(digests))
        return [EpochPart(digest=digest, body=zlib.compress(text, _LEVEL)) for digest, text in texts]


def _text(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@lru_cache(maxsize=_MOST_REMEMBERED)
def _digest_of_part(numbers: bytes) -> str:
    part = np.frombuffer(numbers, np.int64).reshape(-1, 2).tolist()
    return hashlib.sha256(_text(part)).hexdigest()


def parts_of(members: Int64) -> list[Int64]:
    """The list in parts, each but the last ending after an id that CUT_EVERY divides."""
    ends = np.flatnonzero(members[:, 0] % CUT_EVERY == 0) + 1
    return [part for part in np.split(members, ends) if len(part)]


@transaction.atomic
def keep(compared: Comparison) -> str:
    """Keep what a comparison followed from; gives the epoch's digest. One query where it is kept already, else three.

    Pieces are written in the order of their digests: two workers that keep the same ones wait for one another and
    never cross.
    """
    pieces = _Pieces()
    digest = pieces.add(_content(compared, pieces))
    if not EpochPart.objects.filter(pk=digest).exists():
        kept = EpochPart.objects.filter(pk__in=pieces.contents).values_list("pk", flat=True)
        EpochPart.objects.bulk_create(pieces.rows(pieces.contents.keys() - set(kept)), ignore_conflicts=True)
    return digest


def _content(compared: Comparison, pieces: _Pieces) -> Mapping[str, object]:
    now, scope = compared.now, compared.facts.scope
    standing, parameters = now.standing(scope), now.shards.parameters
    return {
        "rules": rules_of_code(),
        "day": now.shards.today.isoformat() if now.shards.today else None,
        "weights": [now.weights.version, dict(now.weights.parts.items())],
        "parameters": pieces.add({code: _plain(facts) for code, facts in parameters.items()}),
        "spreads": pieces.add({code: str(each.spread) for code, each in parameters.items() if each.spread is not None}),
        "terms": pieces.add([now.terms.others, dict(now.terms.table)]),
        "scope": None if scope is None else sorted(scope, key=int),
        "words": {category: list(now.words[category]) for category in standing},
        "members": {category: pieces.add_members(members) for category, members in standing.items()},
    }


def _plain(facts: ParameterFacts) -> list[object]:
    return [facts.name, facts.quantity, facts.settable, facts.better]


# ---- reading ------------------------------------------------------------------------------------------------------


class PieceMissing(Exception):
    """A piece is gone, or is not what its digest says."""


def read(part: EpochPart) -> Epoch:
    """The epoch of a run. Two queries. Raises PieceMissing.

    Engine 1 knew no weights of terms; its epochs are read as if each counted the same, and `rules` tell them apart.
    """
    content = _loaded(part)
    lists = {category: list(digests) for category, digests in content["members"].items()}
    singles = {content[name] for name in ("parameters", "spreads", "terms") if name in content}
    wanted = {*singles, *(digest for each in lists.values() for digest in each)}
    found = {each.pk: _loaded(each) for each in EpochPart.objects.filter(pk__in=wanted)}
    if missing := sorted(wanted - found.keys()):
        raise PieceMissing(f"{len(missing)} pieces of the epoch are missing, the first {missing[0]}")
    version, points = content["weights"]
    return Epoch(
        rules=content["rules"],
        day=date.fromisoformat(content["day"]) if content["day"] else None,
        weights=Weights(version=version, parts=ScoreParts(**points)),
        parameters=_parameters(found[content["parameters"]], found[content["spreads"]]),
        terms=_terms(found[content["terms"]]) if "terms" in content else TermWeights(),
        scope=None if content["scope"] is None else frozenset(content["scope"]),
        words={category: tuple(words) for category, words in content["words"].items()},
        members={category: _joined(found[digest] for digest in digests) for category, digests in lists.items()},
    )


def _loaded(part: EpochPart) -> Any:
    text = zlib.decompress(bytes(part.body))
    if hashlib.sha256(text).hexdigest() != part.pk:
        raise PieceMissing(f"piece {part.pk} was changed")
    return json.loads(text)


def _parameters(plain: Mapping[str, list[Any]], spreads: Mapping[str, str]) -> dict[str, ParameterFacts]:
    return {
        code: ParameterFacts(
            code=code,
            name=name,
            quantity=quantity,
            settable=settable,
            better=better,
            spread=Fraction(spreads[code]) if code in spreads else None,
        )
        for code, (name, quantity, settable, better) in plain.items()
    }


def _terms(piece: list[Any]) -> TermWeights:
    others, table = piece
    return TermWeights(table, others)


def _joined(parts: Iterable[list[list[int]]]) -> list[tuple[int, int]]:
    return [(product_id, revision) for part in parts for product_id, revision in part]
