"""Products of the market as rows: published, with spec values, their first revision and the steps that led there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from apps.matching.catalogues import is_domestic
from apps.matching.engine.facts import ProductFacts
from apps.sample import names
from apps.sample.market import World
from apps.sample.scale.copying import Filling, Table, escaped, take_ids
from apps.sample.scale.people import FOUNDED, Member
from apps.suppliers.contents import content_as_json, spec_as_json
from apps.suppliers.lifecycle import Status, Step
from apps.suppliers.models import Product, ProductRevision, ProductStep, SpecValue
from apps.suppliers.searching import search_text_of
from apps.suppliers.specs import figures_of, key_of_condition
from apps.taxonomy.language import types
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.language.wording import value_in_words
from apps.taxonomy.models import Category, Parameter

SUMMARY = "示例产品：为规模测试而编造，不对应任何真实型号。"
EVERY = timedelta(minutes=1)  # one product is published after the other
WARRANTIES_MONTHS = (12, 12, 24, 36)
_ORIGINS = {is_domestic(each): each for each in Product.Origin.values}
_STEPS = (
    (Step.CREATE, "", Status.DRAFT),
    (Step.SUBMIT, Status.DRAFT, Status.SUBMITTED),
    (Step.PUBLISH, Status.SUBMITTED, Status.PUBLISHED),
)


@dataclass(frozen=True, slots=True)
class SpecText:
    """A spec value without what differs from product to product: the rest of a line, the inside of a JSON object.

    Values of one parameter are rivals.
    """

    line: str
    json: str
    parameter: str


class SpecWriter:
    """Turns the market's spec values into rows as a maker's own text would have become.

    What many makers print is worked out once: a parameter has a few hundred usual values.
    """

    def __init__(self, world: World) -> None:
        self.table = Table(SpecValue, "id", "product", "position", "recorded_at", "has_rival")
        self._printed = world.printed
        self._parameters = {each.code: each for each in Parameter.objects.all()}
        self._usual: dict[str, dict[int, SpecText | None]] = {}

    def text_of(self, value: types.SpecValue) -> SpecText:
        """The value as text for the table and for the revision."""
        # By identity: hashing a value costs more than writing its row. The pool keeps its values alive.
        usual = self._usual.get(value.code)
        if usual is None:
            usual = self._usual[value.code] = dict.fromkeys(map(id, self._printed[value.code].pool))
        known = usual.get(id(value))
        if known is None:
            known = self._written(value)
            if id(value) in usual:
                usual[id(value)] = known
        return known

    def _written(self, value: types.SpecValue) -> SpecText:
        row = self.row_of(value)
        inside = {name: part for name, part in spec_as_json(row).items() if name not in ("id", "position")}
        return SpecText(self.table.rest(row), escaped(_json(inside))[1:], value.code)

    def row_of(self, value: types.SpecValue) -> SpecValue:
        """An unsaved row of this value, without a product."""
        parameter = self._parameters[value.code]
        base_lo, base_hi = figures_of(value, parameter)
        return SpecValue(
            parameter=parameter,
            printed_name=parameter.name_zh,
            text=value_in_words(value),
            kind=value.kind.value,
            lo=types.bound_text(value.lo),
            hi=types.bound_text(value.hi),
            unit=value.unit or "",
            members=list(value.members),
            has=value.has,
            is_strict=value.strict,
            is_approximate=value.approximate,
            condition=value.condition or "",
            condition_key=key_of_condition(value.condition),
            base_lo=base_lo,
            base_hi=base_hi,
            rung=value.rung,
            asked_rung=value.rung,
            evidence="" if value.rung is EvidenceRung.CLAIM else "检测报告（示例）第 3 页",
            expires_on=value.expires_on,
        )


@dataclass
class _Lines:
    """The lines of one batch by table."""

    products: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    revisions: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


class ProductWriter:
    """Copies products of a market into the tables, a batch at a time."""

    def __init__(self, world: World, makers: Sequence[Member]) -> None:
        self._makers = makers
        self._categories = {category.code: category for category in Category.objects.all()}
        self._specs = SpecWriter(world)
        self._blank = Product(summary=SUMMARY, is_sample=True, status=Status.PUBLISHED)
        self._products = Table(Product, "id")
        self._revisions = Table(ProductRevision, "product", "content", "created_at", "created_by")
        self._steps = Table(ProductStep, "product", "taken_at", "taken_by")
        self._first = self._revisions.rest(ProductRevision(number=1, cause=ProductRevision.Cause.CREATED))
        self._step_rests = [
            self._steps.rest(ProductStep(step=step, from_status=before, to_status=after, reason="示例"))
            for step, before, after in _STEPS
        ]

    def lines_of(self, batch: Sequence[ProductFacts]) -> Filling:
        """The lines of these products and of everything that hangs on them, by table in the order of writing."""
        lines = _Lines()
        value_ids = take_ids(SpecValue, sum(len(facts.specs) for facts in batch))
        for product_id, facts in zip(take_ids(Product, len(batch)), batch, strict=True):
            # The first of a product's values is its newest, as in the engine: it gets the highest id.
            self._add(lines, product_id, facts, [value_ids.pop() for _ in facts.specs])
        return (
            (self._products, lines.products),
            (self._specs.table, lines.values),
            (self._revisions, lines.revisions),
            (self._steps, lines.steps),
        )

    def _add(self, lines: _Lines, product_id: int, facts: ProductFacts, value_ids: Sequence[int]) -> None:
        product = self._product_of(facts)
        day, author = product.created_at.isoformat(), product.created_by_id
        specs = [self._specs.text_of(value) for value in facts.specs]
        numbered = list(enumerate(zip(value_ids, specs, strict=True)))
        inside = ",".join(f'{{"id":{pk},"position":{place},{spec.json}' for place, (pk, spec) in numbered)
        content = escaped(_json(content_as_json(product, (), ()))).replace('"specs":[]', f'"specs":[{inside}]')
        lines.products.append(f"{product_id}\t{self._products.rest(product)}")
        alike = Counter(spec.parameter for spec in specs)
        lines.values += [
            f"{pk}\t{product_id}\t{place}\t{day}\t{'tf'[alike[spec.parameter] == 1]}\t{spec.line}"
            for place, (pk, spec) in numbered
        ]
        lines.revisions.append(f"{product_id}\t{content}\t{day}\t{author}\t{self._first}")
        lines.steps += [f"{product_id}\t{day}\t{author}\t{rest}" for rest in self._step_rests]

    def _product_of(self, facts: ProductFacts) -> Product:
        """The product of these facts, in the one object that all of them take: making a million takes minutes."""
        number, maker = int(facts.product_id), self._makers[int(facts.maker.removeprefix("M"))]
        product = self._blank
        product.organisation_id = maker.organisation_id
        product.category = self._categories[facts.category]
        product.name, product.model = facts.texts[:2]
        product.brand = names.IMPORTED_BRANDS[number % len(names.IMPORTED_BRANDS)] if facts.is_reference else ""
        product.price_yuan, product.lead_time_days = facts.price, facts.lead_days
        product.warranty_months = WARRANTIES_MONTHS[number % len(WARRANTIES_MONTHS)]
        product.origin = _ORIGINS[facts.domestic]
        product.has_trial_unit, product.is_reference = number % 5 < 2, facts.is_reference
        product.created_by_id = maker.writer_id
        product.created_at = product.updated_at = product.published_at = FOUNDED + EVERY * number
        product.search_text = search_text_of(product)
        return product


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))
