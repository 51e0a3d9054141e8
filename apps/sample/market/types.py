"""The instrument types of the shipped taxonomy that have parameters, and how many makers offer each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from apps.sample.market.printed import Printed
from apps.taxonomy.files import CategoryRecord, TaxonomyFiles

KINDS_THAT_COMPARE = ("number", "range", "tolerance", "set", "bool")
PROFILES = 120  # which parameters a data sheet gives: makers copy the sheets of their competitors
ADJECTIVES = ("", "", "", "全自动", "台式", "高性能", "便携式", "研究级", "智能")  # before a word, in a product's name
COMMON = 5  # at most so many of the parameters that all types share stand in one data sheet


@dataclass(frozen=True, slots=True)
class InstrumentType:
    """One leaf of the taxonomy. `words` stand in its products' texts, `held_out` only in titles of demands.

    `parameters` are its own and the common ones; each of `profiles` is what one data sheet gives. `share` is the part
    of all products that are of this type.
    """

    code: str
    name: str
    family: str
    words: tuple[str, ...]
    held_out: tuple[str, ...]
    parameters: tuple[Printed, ...]
    profiles: tuple[tuple[Printed, ...], ...]
    price: int
    share: float


def instrument_types(files: TaxonomyFiles, printed: Mapping[str, Printed]) -> list[InstrumentType]:
    """All types of the families in which some type has a template; a type without one takes its neighbour's."""
    rows: dict[str, list[str]] = defaultdict(list)
    for row in files.template_rows:
        if row.parameter in printed:
            rows[row.category].append(row.parameter)
    leaves = [each for each in files.categories if each.level == 3]
    templates: dict[str, list[str]] = {}
    for leaf in leaves:
        if rows[leaf.code]:
            templates.setdefault(leaf.family, rows[leaf.code])
    chosen = [leaf for leaf in leaves if leaf.family in templates]
    shares = _shares(len(chosen))
    return [
        _type(
            leaf,
            own=[printed[code] for code in rows[leaf.code] or templates[leaf.family]],
            common=[printed[code] for code in rows[leaf.code[:2]]],
            share=share,
        )
        for leaf, share in zip(chosen, shares, strict=True)
    ]


def _shares(count: int) -> list[float]:
    """Sizes fall like one over the rank; which type has which rank is drawn once for all worlds."""
    ranks = list(range(count))
    Random("ranks of types").shuffle(ranks)
    weights = [1 / (rank + 3) for rank in ranks]
    return [weight / sum(weights) for weight in weights]


def _type(leaf: CategoryRecord, *, own: Sequence[Printed], common: Sequence[Printed], share: float) -> InstrumentType:
    random = Random(f"type {leaf.code}")
    held_out = leaf.aliases[1::3]
    words = (leaf.name_zh, *(alias for alias in leaf.aliases if alias not in held_out))
    return InstrumentType(
        code=leaf.code,
        name=leaf.name_zh,
        family=leaf.family,
        words=words,
        held_out=tuple(each for each in held_out if each not in names_of(words)),
        parameters=(*own, *common),
        profiles=tuple(_profile(own, common, random) for _ in range(PROFILES)),
        price=random.choice((2, 5, 10, 20, 50, 100, 300)) * 10_000,
        share=share,
    )


def names_of(words: Sequence[str]) -> list[str]:
    """The names under which products with these words are offered."""
    return [f"{adjective}{word}" for word in words for adjective in ADJECTIVES]


def _profile(own: Sequence[Printed], common: Sequence[Printed], random: Random) -> tuple[Printed, ...]:
    """8 to 16 parameters: the first of a template are given most often."""
    size = random.randrange(8, 17)
    few = random.sample(common, random.randrange(1, COMMON + 1))
    wanted = min(size - len(few), len(own))
    order = sorted(range(len(own)), key=lambda place: (place + 4) * random.random())
    return (*(own[place] for place in sorted(order[:wanted])), *few)
