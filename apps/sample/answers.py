"""A maker at work: the one whose people sign in has half filled in an answer to a demand."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import QuerySet

from apps.accounts.actors import Actor
from apps.accounts.selectors import actor_of
from apps.answers import services
from apps.answers.contents import fields_of
from apps.answers.models import Answer, AnswerRow
from apps.demands.models import Demand
from apps.matching.comparisons import competing_ids
from apps.sample.cast import Cast
from apps.suppliers.models import Product

FEWEST_ROWS = 8


def make_answers(cast: Cast) -> None:
    """Fill in one answer of the first maker, as far as somebody gets in a morning."""
    maker = cast.makers[0]
    actor = actor_of(cast.owner(maker))
    answer = _begun(maker.products.filter(status=Product.Status.PUBLISHED, is_reference=False), actor)
    rows = list(answer.rows.select_related("requirement").order_by("position"))
    for row in rows[: len(rows) // 2]:
        if row.response:
            _write(answer, row, actor, is_confirmed=True)
    _type_where_nothing_stands(answer, rows, actor)


def _begun(products: QuerySet[Product], actor: Actor) -> Answer:
    """The answer to the first demand with enough clauses that one of these products competes for."""
    for product in products.select_related("category", "organisation").order_by("pk"):
        open_demands = Demand.objects.filter(
            status=Demand.Status.PUBLISHED, published_version__category_id__in=competing_ids(product.category)
        )
        for demand in open_demands.order_by("pk"):
            version = demand.published_version
            if version is not None and version.requirements.count() >= FEWEST_ROWS:
                return services.create_answer(demand, product, actor=actor)
    raise LookupError("no sample demand is asked of the first sample maker")


def _type_where_nothing_stands(answer: Answer, rows: list[AnswerRow], actor: Actor) -> None:
    """培训 is answered in words and stated as met; proof is added where there is none yet."""
    for row in rows:
        if "培训" in row.requirement.raw_text:
            written = _write(answer, row, actor, response="免费培训 3 人，含现场操作与维护")
            _write(answer, written, actor, stated="meets")
    bare = next((row for row in rows if row.response and row.requirement.mark and not row.proof_name), None)
    if bare is not None:
        row = answer.rows.get(pk=bare.pk)
        _write(
            answer,
            row,
            actor,
            proof_name="产品技术说明书（示例）",
            proof_pages="12-13",
            explanation="按出厂检验值（示例）",
        )


def _write(answer: Answer, row: AnswerRow, actor: Actor, **fields: object) -> AnswerRow:
    wanted = replace(fields_of(row), **fields)  # type: ignore[arg-type]
    return services.update_row(answer.pk, row.pk, fields=wanted, seen_edit=row.edit, actor=actor)
