"""Questions about answers, each asked by an actor: what is not its maker's is not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.answers import access
from apps.answers.models import Answer, AnswerRow, AnswerUpload
from apps.demands.models import Demand
from apps.demands.selectors import demand_for
from apps.matching.comparisons import competing_ids
from apps.matching.models import Match
from apps.suppliers.models import Product
from apps.taxonomy.language.types import Mark, Verdict
from kernel.errors import AccessDenied, NotFound, TransitionRefused


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """A product that may answer: its match with the demand where it was compared, and its answer where it has one."""

    product: Product
    match: Match | None
    answer: Answer | None


def answers_of(actor: Actor) -> QuerySet[Answer]:
    """The answers of the actor's maker, the newest change first, each with the counts that a list shows."""
    if not access.may_answer(actor):
        return Answer.objects.none()
    fails = Q(rows__verdict=Verdict.NEGATIVE) | Q(rows__stated=Verdict.NEGATIVE)
    return (
        Answer.objects.filter(organisation_id=actor.organisation_id or 0)
        .select_related("version__demand__organisation", "product")
        .annotate(
            row_count=Count("rows"),
            filled_count=Count("rows", filter=~Q(rows__response="")),
            confirmed_count=Count("rows", filter=Q(rows__is_confirmed=True)),
            mandatory_negative_count=Count("rows", filter=fails & Q(rows__requirement__mark=Mark.MANDATORY)),
        )
        .order_by("-updated_at", "-pk")
    )


def answer_for(actor: Actor, answer_id: int) -> Answer:
    """An answer of the actor's maker. Raises NotFound for any other, as for an id that is nowhere."""
    answers = Answer.objects.select_related(
        "version__demand__organisation",
        "version__demand__published_version",
        "version__category",
        "product__organisation",
        "product__category",
        "organisation",
        "carried_from__version",
    )
    answer = answers.filter(pk=answer_id).first()
    if answer is None or not access.may_see(actor, answer):
        raise NotFound(_("没有找到这份应答，或您无权查看。"))
    return answer


def rows_of(answer: Answer) -> list[AnswerRow]:
    """The rows with their clauses, in the order of the demand."""
    rows = answer.rows.select_related("requirement__parameter", "changed_by").order_by("position", "id")
    return list(rows)


def row_of(answer: Answer, row_id: int) -> AnswerRow:
    """One row of the answer. Raises NotFound."""
    row = answer.rows.select_related("requirement__parameter", "changed_by").filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("没有找到这一行应答。"))
    return row


def later_answer(answer: Answer) -> Answer | None:
    """The answer with the same product to the version that is published now, if there is one."""
    version_id = answer.version.demand.published_version_id
    if version_id is None or version_id == answer.version_id:
        return None
    return Answer.objects.filter(
        organisation_id=answer.organisation_id, product_id=answer.product_id, version_id=version_id
    ).first()


def uploads_of(answer: Answer) -> QuerySet[AnswerUpload]:
    """The files that came back, the newest first, without their contents."""
    return answer.uploads.defer("file", "tables", "problems", "before").select_related("created_by")


def demand_to_answer(actor: Actor, demand_id: int) -> Demand:
    """The demand, for a maker that may answer it now.

    Raises NotFound, AccessDenied for anybody but makers, TransitionRefused for a demand that is not open.
    """
    demand = demand_for(actor, demand_id)
    if not access.may_answer(actor):
        raise AccessDenied(_("只有仪器制造商的成员可以填写应答表。"))
    if not access.is_open(demand):
        raise TransitionRefused(_("这项需求现在不接受应答：它还没有发布，或已结束。"))
    return demand


def product_choices(actor: Actor, demand: Demand) -> list[ProductChoice]:
    """The maker's own products that compete for the demand, best matching first, then those that were not compared.

    Three queries and those of the category's family.
    """
    version = demand.published_version
    products = Product.objects.filter(organisation_id=actor.organisation_id or 0, is_reference=False)
    if version is not None and version.category is not None:
        products = products.filter(category_id__in=competing_ids(version.category))
    found = list(products.select_related("category", "organisation").order_by("model", "pk"))
    matches = {
        match.product_id: match
        for match in Match.objects.filter(run__version=version, run__is_current=True, product__in=found)
    }
    answers = {each.product_id: each for each in Answer.objects.filter(version=version, product__in=found)}
    choices = [ProductChoice(each, matches.get(each.pk), answers.get(each.pk)) for each in found]
    return sorted(choices, key=lambda choice: choice.match.rank if choice.match else len(found) + 1_000_000)


def product_to_offer(actor: Actor, product_id: int) -> Product:
    """One of the maker's own products. Raises NotFound alike for another maker's and for none."""
    products = Product.objects.select_related("organisation", "category").filter(is_reference=False)
    product = products.filter(pk=product_id, organisation_id=actor.organisation_id or 0).first()
    if product is None or not access.may_offer(actor, product):
        raise NotFound(_("没有找到这款产品，或它不是本单位的产品。"))
    return product


# ---- what rows are like -------------------------------------------------------------------------------------------


def is_unfilled(row: AnswerRow) -> bool:
    """Whether nothing is answered."""
    return not row.response


def is_negative(row: AnswerRow) -> bool:
    """Whether the row deviates to the worse: by the engine's judgement, or as the maker states."""
    return Verdict.NEGATIVE.value in (row.verdict, row.stated)


def is_open_to_person(row: AnswerRow) -> bool:
    """Whether a person must judge and has not yet."""
    return bool(row.response) and row.verdict == Verdict.MANUAL and not row.stated


def is_unproven(row: AnswerRow) -> bool:
    """Whether a ★ or ▲ row is answered and its proof or the page of it is missing."""
    return bool(row.response and row.requirement.mark) and not (row.proof_name and row.proof_pages)


def is_unconfirmed(row: AnswerRow) -> bool:
    """Whether nobody has looked at what stands in the row."""
    return not row.is_confirmed


@dataclass(frozen=True, slots=True)
class Summary:
    """How far an answer has come, and what would hurt in a tender. The lists hold the rows in order."""

    total: int
    confirmed: int
    unfilled: tuple[AnswerRow, ...]
    negative: tuple[AnswerRow, ...]
    manual: tuple[AnswerRow, ...]
    unproven: tuple[AnswerRow, ...]
    counts: dict[str, int]

    @property
    def mandatory_negative(self) -> tuple[AnswerRow, ...]:
        """★ rows that deviate to the worse: each makes a bid invalid."""
        return tuple(row for row in self.negative if row.requirement.mark == Mark.MANDATORY)

    @property
    def mandatory_open(self) -> tuple[AnswerRow, ...]:
        """★ rows without an answer or a judgement: in a tender they count as negative."""
        rows = (*self.unfilled, *self.manual)
        return tuple(row for row in rows if row.requirement.mark == Mark.MANDATORY)

    @property
    def important_unproven(self) -> tuple[AnswerRow, ...]:
        """▲ rows whose proof or page is missing."""
        return tuple(row for row in self.unproven if row.requirement.mark == Mark.IMPORTANT)


def summary_of(rows: Sequence[AnswerRow]) -> Summary:
    """Count the rows; nothing is asked of the database."""
    verdicts = [row.stated or row.verdict for row in rows]
    return Summary(
        total=len(rows),
        confirmed=sum(row.is_confirmed for row in rows),
        unfilled=tuple(filter(is_unfilled, rows)),
        negative=tuple(filter(is_negative, rows)),
        manual=tuple(filter(is_open_to_person, rows)),
        unproven=tuple(filter(is_unproven, rows)),
        counts={verdict.value: verdicts.count(verdict.value) for verdict in Verdict},
    )
