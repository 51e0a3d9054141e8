"""What can be done with an answer. Each step locks the answer, asks the access rule and the table of steps.

The lock of the answer is the lock of its rows: two changes of one answer never run side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.answers import access
from apps.answers.contents import TEXTS, RowFields, cleaned, fields_of
from apps.answers.judging import asked_of, judge_response, parameters_of, put_judgement
from apps.answers.lifecycle import LIFECYCLE, Status, Step
from apps.answers.models import Answer, AnswerRow, AnswerStep
from apps.answers.prefill import filled_rows
from apps.answers.values import read_response
from apps.demands.models import Demand, DemandVersion
from apps.demands.selectors import AskedRow
from apps.notifications.services import take_back
from apps.suppliers.models import Product
from apps.taxonomy.language.types import ParameterFacts, Verdict
from kernel import clock
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound, TransitionRefused
from kernel.money import LARGEST_YUAN

LARGEST_DAYS = 3650
WRITTEN = (
    "response", "value", "verdict", "reason_code", "sentence", "sentence_en", "margin_percent", "rung", "stated",
    "explanation", "proof_name", "proof_pages", "is_confirmed", "is_changed_clause", "source", "edit", "changed_by",
    "changed_at",
)  # fmt: skip


class AlreadyThere(Conflict):
    """The answer exists already; `answer_id` says which."""

    code = "answer_exists"

    def __init__(self, answer_id: int) -> None:
        super().__init__(_("这款产品对这一版需求已有应答。"), detail={"answer": answer_id})
        self.answer_id = answer_id


class RowChanged(Conflict):
    """Somebody else changed the row in between; `detail` holds both texts, `yours` was not saved."""

    code = "row_changed"

    def __init__(self, row: AnswerRow, *, yours: RowFields, theirs: RowFields) -> None:
        who = row.changed_by.name if row.changed_by else ""
        message = _("第 %(row)s 行在您打开之后已由%(who)s改过，您填的没有保存。请对照两边的内容再定。")
        detail: Mapping[str, object] = {
            "edit": row.edit,
            "changed_by": who,
            "yours": {name: getattr(yours, name) for name in TEXTS},
            "theirs": {name: getattr(theirs, name) for name in TEXTS},
        }
        super().__init__(message % {"row": row.position, "who": who or _("他人")}, detail=detail)
        self.yours, self.theirs = yours, theirs


# ---- begin --------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_answer(demand: Demand, product: Product, *, actor: Actor) -> Answer:
    """Begin an answer to the published version with one of the maker's products, filled from its spec values.

    Raises AccessDenied, TransitionRefused for a demand that is not open, or AlreadyThere.
    """
    if not access.may_offer(actor, product):
        raise AccessDenied(_("只能用本单位的产品填写应答表。"))
    if not access.is_open(demand) or demand.published_version_id is None:
        raise TransitionRefused(_("这项需求现在不接受应答：它还没有发布，或已结束。"))
    version = DemandVersion.objects.select_related("demand__organisation").get(pk=demand.published_version_id)
    return make_answer(version, product, actor=actor)


def make_answer(
    version: DemandVersion, product: Product, *, actor: Actor, carried_from: Answer | None = None
) -> Answer:
    """Write an answer with its rows. Must run inside a transaction. Raises AlreadyThere."""
    answer = Answer(
        organisation_id=product.organisation_id,
        version=version,
        product=product,
        product_revision=product.revision,
        price_yuan=carried_from.price_yuan if carried_from else product.price_yuan,
        delivery_days=carried_from.delivery_days if carried_from else product.lead_time_days,
        carried_from=carried_from,
        is_sample=version.demand.is_sample or product.is_sample,
        created_by=actor.person,
    )
    try:
        with transaction.atomic():
            answer.save()
    except IntegrityError as problem:
        same = Answer.objects.filter(version=version, product=product, organisation_id=product.organisation_id).first()
        if same is None:
            raise
        raise AlreadyThere(same.pk) from problem
    AnswerRow.objects.bulk_create(filled_rows(answer))
    return answer


def lock_answer(answer_id: int, actor: Actor, *, step: Step | None = None) -> Answer:
    """Lock an answer of the actor's maker. Must run inside a transaction.

    Raises NotFound, or TransitionRefused when its state does not permit the step.
    """
    answers = Answer.objects.select_for_update(no_key=True, of=("self",))
    answer = (
        answers.select_related("version__demand__organisation", "version__category", "product", "organisation")
        .filter(pk=answer_id)
        .first()
    )
    if answer is None or not access.may_see(actor, answer):
        raise NotFound(_("没有找到这份应答，或您无权查看。"))
    if step is not None:
        LIFECYCLE.after(Status(answer.status), step)
    return answer


@transaction.atomic
def delete_answer(answer_id: int, *, actor: Actor) -> None:
    """Delete an answer under way with its rows and files. There is no way back; later answers keep what they took over.

    Raises NotFound, AccessDenied for colleagues who neither began it nor lead, or TransitionRefused for a ready one.
    """
    answer = lock_answer(answer_id, actor)
    if not access.may_delete(actor, answer):
        raise AccessDenied(_("只有开始填写的人、本单位的审批人或负责人可以删除应答。"))
    if not LIFECYCLE.permits(Status(answer.status), Step.DELETE):
        raise TransitionRefused(_("已定稿的应答不能删除。确实不要了，请先重新打开。"))
    take_back(news_of(answer.pk))
    answer.delete()


def news_of(answer_id: int) -> str:
    """What its makers are told about an answer goes by this key."""
    return f"answer-version:{answer_id}"


# ---- rows ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def update_row(answer_id: int, row_id: int, *, fields: RowFields, seen_edit: int, actor: Actor) -> AnswerRow:
    """Write what the maker typed into a row and judge it anew. `seen_edit` is the row's edit that the writer saw.

    A response that is typed is confirmed by that. Raises NotFound, TransitionRefused for a ready answer, InvalidInput
    by field, or RowChanged with both texts when somebody else changed the row to something else in between.
    """
    answer = lock_answer(answer_id, actor, step=Step.EDIT)
    row = answer.rows.select_related("requirement__parameter", "changed_by").filter(pk=row_id).first()
    if row is None:
        raise NotFound(_("没有找到这一行应答。"))
    wanted, present = cleaned(fields), fields_of(row)
    if row.edit != seen_edit and not _is_same(wanted, present):
        raise RowChanged(row, yours=wanted, theirs=present)
    if wanted == present:
        return row
    RowWriter(answer).write(row, wanted, source=AnswerRow.Source.TYPED, actor=actor)
    row.save(update_fields=list(WRITTEN))
    touch(answer)
    return row


def _is_same(wanted: RowFields, present: RowFields) -> bool:
    return all(getattr(wanted, name) == getattr(present, name) for name in TEXTS)


class RowWriter:
    """Writes fields into the rows of one answer: reads its clauses once, however many rows are written."""

    def __init__(self, answer: Answer) -> None:
        self._asked: Mapping[int, AskedRow] = asked_of(answer.version)
        self._parameters: Mapping[str, ParameterFacts] = parameters_of(each for each, _row in self._asked.values())

    def write(self, row: AnswerRow, wanted: RowFields, *, source: str, actor: Actor) -> None:
        """Put cleaned fields into a row and judge it where its response is another; the row is not saved."""
        is_new_response = wanted.response != row.response
        is_only_tick = _is_same(wanted, fields_of(row))
        row.response, row.explanation = wanted.response, wanted.explanation
        row.proof_name, row.proof_pages = wanted.proof_name, wanted.proof_pages
        row.stated = wanted.stated
        row.is_confirmed = wanted.is_confirmed if is_only_tick else bool(wanted.response)
        if is_new_response:
            row.source = source if wanted.response else ""
            self.judge(row)
        if row.verdict != Verdict.MANUAL:
            row.stated = ""
        row.is_changed_clause = row.is_changed_clause and not row.is_confirmed
        row.edit += 1
        row.changed_by, row.changed_at = actor.user, clock.now()

    def judge(self, row: AnswerRow) -> None:
        """Read the row's response anew and judge it."""
        asked, clause = self._asked[row.requirement_id]
        value = read_response(row.response, clause.parameter) if row.response else None
        put_judgement(row, judge_response(asked, value, parameters=self._parameters), value)


@transaction.atomic
def confirm_rows(answer_id: int, *, actor: Actor) -> int:
    """Confirm every row that passes by the engine's judgement and whose clause is unchanged; gives how many."""
    answer = lock_answer(answer_id, actor, step=Step.EDIT)
    good = (Verdict.POSITIVE.value, Verdict.MEETS.value)
    waiting = list(answer.rows.filter(is_confirmed=False, is_changed_clause=False, verdict__in=good))
    for row in waiting:
        row.is_confirmed = True
        row.edit += 1
        row.changed_by, row.changed_at = actor.user, clock.now()
    save_rows(waiting)
    touch(answer)
    return len(waiting)


def save_rows(rows: Iterable[AnswerRow]) -> None:
    """Save rows that have been written."""
    AnswerRow.objects.bulk_update(list(rows), list(WRITTEN))


def touch(answer: Answer) -> None:
    """Note that something of the answer changed."""
    answer.save(update_fields=["updated_at"])


# ---- the whole ----------------------------------------------------------------------------------------------------


@transaction.atomic
def set_offer(answer_id: int, *, price_yuan: Decimal | None, delivery_days: int | None, actor: Actor) -> Answer:
    """Note price and delivery as they would be offered. Raises InvalidInput, NotFound, TransitionRefused."""
    answer = lock_answer(answer_id, actor, step=Step.EDIT)
    complaints: dict[str, str] = {}
    if price_yuan is not None and not (price_yuan.is_finite() and Decimal(0) <= price_yuan < LARGEST_YUAN):
        complaints["price_yuan"] = _("报价须在 0 与一万亿元之间。")
    if delivery_days is not None and not 0 <= delivery_days <= LARGEST_DAYS:
        complaints["delivery_days"] = _("交货期须是 0 到 %(most)s 天的整数。") % {"most": LARGEST_DAYS}
    if complaints:
        raise InvalidInput(next(iter(complaints.values())), detail=complaints)
    answer.price_yuan, answer.delivery_days = price_yuan, delivery_days
    answer.save(update_fields=["price_yuan", "delivery_days", "updated_at"])
    return answer


@transaction.atomic
def take_step(answer_id: int, step: Step, *, actor: Actor) -> Answer:
    """Finish or reopen an answer. Raises NotFound or TransitionRefused."""
    answer = lock_answer(answer_id, actor)
    before = answer.status
    answer.status = LIFECYCLE.after(Status(before), step)
    answer.save(update_fields=["status", "updated_at"])
    AnswerStep.objects.create(
        answer=answer, step=step.value, from_status=before, to_status=answer.status, taken_by=actor.user
    )
    return answer
