"""What the pages of search show, put together from questions and what answers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.accounts.regions import region_name
from apps.demands import access as demand_access
from apps.demands.conversion import asked_in_words
from apps.demands.models import Demand
from apps.demands.selectors import key_rows
from apps.matching.probing import Fit, Judged
from apps.search.questions import Piece, PieceKind, Question
from apps.search.reading import read_question
from apps.search.selectors import (
    FITTING,
    ProductsFound,
    find_demands,
    find_organisations,
    find_products,
    products_by_id,
    saved_searches_of,
)
from apps.suppliers.models import Product
from apps.taxonomy.language.types import Verdict
from apps.taxonomy.language.wording import requirement_in_words, value_in_words
from design.formats import format_wan
from design.paging import PER_PAGE
from kernel.counting import count_together

FIT_NAMES = {
    Fit.MEETS: gettext_lazy("满足"),
    Fit.OPEN: gettext_lazy("待确认"),
    Fit.NEAR: gettext_lazy("只差一条"),
    Fit.FAR: gettext_lazy("差得更多"),
}
FIT_NOTES = {
    Fit.MEETS: gettext_lazy("所问各项都满足"),
    Fit.OPEN: gettext_lazy("没有不满足的，有一项没给值、条件不同或没报价"),
    Fit.NEAR: gettext_lazy("一项不满足"),
    Fit.FAR: gettext_lazy("两项以上不满足"),
}


def address_of(text: str, **more: str) -> str:
    """The address of the results of a question."""
    return f"{reverse('search:results')}?{urlencode({'q': text, **more})}"


@dataclass(frozen=True, slots=True)
class Chip:
    """A piece of the question on the page: the address without it, and those of its other meanings."""

    piece: Piece
    url: str
    alternatives: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """How a question was understood and how much answers it: what is shown under the box."""

    question: Question
    chips: tuple[Chip, ...]
    products: ProductsFound
    demands: QuerySet[Demand]
    organisations: QuerySet[Organisation]
    demand_count: int
    organisation_count: int
    is_saved: bool

    @property
    def is_judged(self) -> bool:
        """Whether products can meet more or less of it: a parameter or a price is asked for."""
        return bool(self.question.requirements) or self.question.prices.is_asked

    @property
    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """(code, name, count) of each fit."""
        return tuple((each.value, str(name), self.products.count(each)) for each, name in FIT_NAMES.items())

    @property
    def meeting_count(self) -> int:
        """Products that meet everything."""
        return self.products.count(Fit.MEETS)

    @property
    def near_count(self) -> int:
        """Products that miss one thing."""
        return self.products.count(Fit.NEAR)

    @property
    def open_count(self) -> int:
        """Products of which something is not known."""
        return self.products.count(Fit.OPEN)

    @property
    def said(self) -> str:
        """What was found, in one sentence for those who hear the page."""
        if self.question.is_empty:
            return ""
        counts = {"meeting": self.meeting_count, "near": self.near_count, "demands": self.demand_count}
        return _("%(meeting)d 款产品满足，%(near)d 款只差一条，%(demands)d 项相近需求。") % counts

    @property
    def category_choices(self) -> tuple[tuple[str, str], ...]:
        """The categories to choose from where parameters are asked for and no category is named."""
        chips = (chip for chip in self.chips if chip.piece.kind is PieceKind.CATEGORY and not chip.piece.is_used)
        return next((chip.alternatives for chip in chips), ())

    @property
    def far_count(self) -> int:
        """Products that miss more."""
        return self.products.count(Fit.FAR)

    @property
    def product_count(self) -> int:
        """Products that the list shows unless asked for more."""
        return self.products.count(*FITTING)

    @property
    def urls(self) -> Mapping[str, str]:
        """Addresses of what can be seen at once: each tab, and the products of each fit."""
        text = self.question.text
        tabs = {show: address_of(text, show=show) for show in ("products", "demands", "organisations")}
        return tabs | {each.value: address_of(text, show="products", only=each.value) for each in Fit}


def understand(actor: Actor, text: str) -> Understood:
    """Read a question and count what answers it, for this actor."""
    question = read_question(text)
    demands, organisations = find_demands(actor, question), find_organisations(question)
    counted = count_together(
        demands=demands.values("pk"),
        organisations=organisations.values("pk"),
        saved=saved_searches_of(actor.user.pk if actor.user else 0).filter(text=question.text).values("pk"),
    )
    return Understood(
        question=question,
        chips=tuple(_chip(question, piece) for piece in question.pieces),
        products=find_products(question),
        demands=demands,
        organisations=organisations,
        demand_count=counted["demands"],
        organisation_count=counted["organisations"],
        is_saved=bool(counted["saved"]),
    )


def _chip(question: Question, piece: Piece) -> Chip:
    others = tuple((each.label, address_of(each.text)) for each in piece.alternatives)
    return Chip(piece, "" if piece.is_inferred else address_of(question.without(piece)), others)


# ---- products -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """One product's answer to one requirement, or its price: the verdict, the value, and the sentence behind it."""

    code: str
    value: str
    margin: float | None = None
    rung: int | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product with its cells and the name of each, in the order of the heads.

    `is_new`: found since its searcher last looked.
    """

    product: Product
    cells: tuple[tuple[Cell, str], ...]
    is_new: bool

    @property
    def region(self) -> str:
        """Where its maker is."""
        return region_name(self.product.organisation.province_code)


@dataclass(frozen=True, slots=True)
class ProductGroup:
    """The products of a page that fit alike, and how many there are in all."""

    fit: Fit
    count: int
    lines: tuple[ProductLine, ...]

    @property
    def name(self) -> str:
        """The fit as a word."""
        return str(FIT_NAMES[self.fit])

    @property
    def note(self) -> str:
        """What the fit means."""
        return str(FIT_NOTES[self.fit])


def heads_of(question: Question) -> list[tuple[str, str, str]]:
    """(name, what is asked, condition) of each column of verdicts."""
    heads = [(each.name, requirement_in_words(each), each.condition or "") for each in question.requirements]
    if question.prices.is_asked:
        heads.append((_("报价"), next(piece.label for piece in question.pieces if piece.kind == "price"), ""))
    return heads


def product_page(
    understood: Understood, *, number: str | None, only: str, new_ids: frozenset[int] = frozenset()
) -> tuple[Page[int], list[ProductGroup]]:
    """One page of products, grouped by how they fit. `only` narrows to one fit."""
    found = understood.products
    shown = (Fit(only),) if only in {each.value for each in Fit} else FITTING
    page: Page[int] = Paginator(found.ids(*shown), PER_PAGE).get_page(number)
    ids = list(page.object_list)
    products = {product.pk: product for product in products_by_id(ids)}
    judged = found.judged(ids)
    groups = []
    for fit in shown:
        here = [pk for pk in ids if pk in products and pk in found.by_fit.get(fit, ())]
        if here:
            lines = tuple(
                ProductLine(products[pk], _cells(understood.question, products[pk], judged), pk in new_ids)
                for pk in here
            )
            groups.append(ProductGroup(fit, found.count(fit), lines))
    return page, groups


def _cells(
    question: Question, product: Product, judged: Mapping[int, tuple[Judged, ...]]
) -> tuple[tuple[Cell, str], ...]:
    cells = [_cell(each) for each in judged.get(product.pk, ())]
    if question.prices.is_asked:
        cells.append(_price_cell(question, product))
    names = (name for name, *_rest in heads_of(question))
    return tuple(zip(cells, names, strict=False))


def _cell(judged: Judged) -> Cell:
    value = _("未给值") if judged.answer is None else value_in_words(judged.answer)
    margin = None if judged.margin_percent is None else float(judged.margin_percent) / 100
    return Cell(judged.verdict.value, value, margin, judged.rung or None, judged.sentence)


def _price_cell(question: Question, product: Product) -> Cell:
    price = product.price_yuan
    if price is None:
        return Cell(Verdict.UNANSWERED.value, _("未报价"))
    verdict = Verdict.MEETS if question.prices.holds(price) else Verdict.NEGATIVE
    return Cell(verdict.value, format_wan(price))


# ---- demands and organisations ------------------------------------------------------------------------------------


def demand_lines(actor: Actor, page: Page[Demand], *, new_ids: Iterable[int] = ()) -> list[dict[str, object]]:
    """The demands of a page with what a list shows of them. One query."""
    rows = key_rows([demand.published_version for demand in page if demand.published_version], most=3)
    new = frozenset(new_ids)
    lines: list[dict[str, object]] = []
    for demand in page:
        version = demand.published_version
        if version is not None:
            version.demand = demand
            lines.append({
                "demand": demand,
                "version": version,
                "region": region_name(version.province_code),
                "shows_budget": demand_access.may_see_budget(actor, version),
                "keys": [f"{row.printed_name} {asked_in_words(row)}" for row in rows.get(version.pk, [])],
                "is_new": demand.pk in new,
            })  # fmt: skip
    return lines


def organisation_lines(page: Page[Organisation]) -> Sequence[tuple[Organisation, str]]:
    """The organisations of a page with the names of their regions."""
    return [(each, region_name(each.city_code or each.province_code)) for each in page]
