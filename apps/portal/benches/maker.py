"""The maker's workbench: demands to answer, clauses that lose demands, evidence that expires, products in review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.actors import Actor
from apps.answers.models import Answer
from apps.answers.selectors import answers_of
from apps.deals.models import Consent, Deal
from apps.demands.models import Demand
from apps.matching.models import Match
from apps.matching.templatetags.matching import outcome_words
from apps.portal.benches.answering import answer_rate
from apps.portal.benches.counting import Waiting, WaitingRows, waiting_rows
from apps.portal.benches.expiring import TASK_DAYS, ExpiringProof, expiring_proofs
from apps.portal.benches.misses import ClauseGap, gaps_of
from apps.portal.benches.offers import SHOWN_OFFERS, Offer, Offers, offers_to
from apps.portal.benches.shapes import Bench, Figure, Start, Task, agenda_of
from apps.suppliers.models import Datasheet, Product, ProductImport, ProductStep, SpecValue
from apps.taxonomy.language.types import EvidenceRung
from kernel import clock
from kernel.counting import count_together

SHOWN_GAPS = 6
SHOWN_PROOFS = 4
SHOWN_PRODUCTS = 6
ANSWERED_SOON = 4
MOST_PRODUCTS = 40


@dataclass(frozen=True, slots=True)
class ProductInWork:
    """A product that is not published: where it stands, what the reviewer said, and its place in the queue."""

    product: Product
    reason: str
    place: int

    @property
    def since(self) -> Any:
        """When it was changed last."""
        return self.product.updated_at


def maker_bench(actor: Actor) -> Bench:
    """Eight queries, however much there is."""
    today = clock.today()
    offers, gaps = offers_to(actor), gaps_of(actor)
    proofs, products = expiring_proofs(actor, today=today), _products_in_work(actor)
    drafts = list(answers_of(actor).filter(status=Answer.Status.DRAFT)[:SHOWN_OFFERS])
    rate = answer_rate(actor)
    waiting = _waiting(actor)
    counts = _counts(actor)
    tasks = [
        *_answer_tasks(drafts),
        *_offer_tasks(offers.shown, today),
        *_proof_tasks(proofs),
        *_product_tasks(products, actor),
        *_waiting_tasks(waiting),
    ]
    agenda = agenda_of(tasks, today=today)
    lists = {
        "offers": offers.shown[:SHOWN_OFFERS],
        "offers_count": offers.count,
        "gaps": gaps[:SHOWN_GAPS],
        "gaps_count": len(gaps),
        "most_missed": max((gap.count for gap in gaps), default=0),
        "rate": rate,
        "proofs": proofs[:SHOWN_PROOFS],
        "products": [each for each in products if each.product.status != Product.Status.DRAFT][:SHOWN_PRODUCTS],
        "today": today,
    }
    return Bench(
        template="portal/benches/maker.html",
        agenda=agenda,
        figures=_figures(agenda.near_count, offers, gaps, rate.percent, counts, products),
        start=None if counts["own"] else _start(),
        lists=lists,
        marks=_first_marks(counts),
    )


def _counts(actor: Actor) -> Mapping[str, int]:
    own = Product.objects.filter(organisation_id=actor.organisation_id or 0, is_reference=False)
    listed = own.filter(status=Product.Status.PUBLISHED)
    proven = SpecValue.objects.filter(product__in=listed, rung__gte=EvidenceRung.THIRD_PARTY)
    return count_together(
        own=own,
        listed=listed,
        proven=proven.exclude(expires_on__lt=clock.today()),
        matched=Match.objects.filter(product__in=own).values("pk")[:1],
        answered=Answer.objects.filter(organisation_id=actor.organisation_id or 0).values("pk")[:1],
    )


def _first_marks(counts: Mapping[str, int]) -> Mapping[str, bool]:
    """What the list of first steps asks of a maker, from the same counts."""
    names = {"product": "own", "published": "listed", "match": "matched", "answer": "answered"}
    return {mark: counts[name] > 0 for mark, name in names.items()}


def _start() -> Start:
    return Start(
        title=_("先上架一款产品"),
        text=_("照样本逐项填写，或用 Excel 一次导入。审核通过后自动与全部公开需求逐条比对，差在哪一条都会告诉您。"),
        url=reverse("suppliers:new"),
        action=_("上架产品"),
        second_url=reverse("suppliers:import"),
        second_action=_("用 Excel 导入"),
    )


def _products_in_work(actor: Actor) -> list[ProductInWork]:
    ahead = Product.objects.filter(status=Product.Status.SUBMITTED, updated_at__lt=OuterRef("updated_at"))
    last = ProductStep.objects.filter(product=OuterRef("pk")).order_by("-taken_at", "-pk")
    unfinished = (Product.Status.RETURNED, Product.Status.SUBMITTED, Product.Status.DRAFT)
    rows: QuerySet[Any] = Product.objects.filter(
        organisation_id=actor.organisation_id or 0, status__in=unfinished
    ).annotate(
        last_reason=Coalesce(Subquery(last.values("reason")[:1]), Value(""), output_field=TextField()),
        ahead=Coalesce(
            Subquery(ahead.order_by().values("status").annotate(count=Count("pk")).values("count")), Value(0)
        ),
    )
    return [ProductInWork(row, row.last_reason, row.ahead + 1) for row in rows.order_by("updated_at")[:MOST_PRODUCTS]]


def _waiting(actor: Actor) -> Mapping[str, list[Waiting]]:
    own = actor.organisation_id or 0
    deals = Deal.objects.filter(maker_id=own if actor.is_verified else 0, status=Deal.Status.LEAD)
    return waiting_rows(
        (
            WaitingRows(
                kind="deal",
                rows=deals.exclude(consents__side=Consent.Side.MAKER),
                name="demand__published_version__title",
                detail="buyer__name",
            ),
            WaitingRows(
                kind="datasheet",
                rows=Datasheet.objects.filter(organisation_id=own, state=Datasheet.State.READ),
                name="name",
                detail="model",
                number="entries_total",
            ),
            WaitingRows(
                kind="import",
                rows=ProductImport.objects.filter(organisation_id=own, status=ProductImport.Status.READY),
                name="file_name",
                detail="category__name_zh",
            ),
        )
    )


# ---- tasks --------------------------------------------------------------------------------------------------------


def _answer_tasks(drafts: Iterable[Any]) -> Iterator[Task]:
    for answer in drafts:
        if answer.version.demand.status != Demand.Status.PUBLISHED:
            continue
        said = {"filled": answer.filled_count, "rows": answer.row_count, "confirmed": answer.confirmed_count}
        yield Task(
            title=_("应答 %(code)s %(title)s") % {"code": answer.version.demand.code, "title": answer.version.title},
            why=ngettext(
                "%(rows)s 条已填 %(filled)s 条，确认 %(confirmed)s 条",
                "%(rows)s 条已填 %(filled)s 条，确认 %(confirmed)s 条",
                answer.row_count,
            )
            % said,
            url=reverse("answers:detail", args=[answer.pk]),
            action=_("继续填写"),
            due=answer.version.answers_until,
            since=answer.created_at,
            is_sample=answer.is_sample,
        )


def _offer_tasks(offers: Sequence[Offer], today: date) -> Iterator[Task]:
    unanswered = [each for each in offers if not each.answer_status and each.is_open(today)]
    for offer in unanswered[:ANSWERED_SOON]:
        said = {
            "model": offer.match.product.model,
            "outcome": outcome_words(offer.match),
            "filled": offer.answerable_rows,
            "rows": len(offer.verdicts),
        }
        yield Task(
            title=_("应答 %(code)s %(title)s") % {"code": offer.demand.code, "title": offer.match.run.version.title},
            why=ngettext(
                "%(model)s %(outcome)s；%(rows)s 条中 %(filled)s 条可由指标预填",
                "%(model)s %(outcome)s；%(rows)s 条中 %(filled)s 条可由指标预填",
                len(offer.verdicts),
            )
            % said,
            url=reverse("answers:start", args=[offer.demand.pk]),
            action=_("开始应答"),
            due=offer.match.run.version.answers_until,
            since=offer.match.run.finished_at,
            is_sample=offer.demand.is_sample,
        )


def _proof_tasks(proofs: Iterable[ExpiringProof]) -> Iterator[Task]:
    for proof in proofs:
        if not 0 <= proof.days_left <= TASK_DAYS:
            continue
        said = {"model": proof.product.model, "paper": proof.paper or _("证明材料"), "count": len(proof.names)}
        yield Task(
            title=_("%(model)s 的%(paper)s将到期") % said,
            why=_("到期后 %(count)s 个值按“声明”计，得分会降") % said,
            url=reverse("suppliers:edit", args=[proof.product.pk]),
            action=_("换新证明"),
            due=proof.expires_on,
            is_sample=proof.product.is_sample,
        )


def _product_tasks(products: Iterable[ProductInWork], actor: Actor) -> Iterator[Task]:
    for each in products:
        product = each.product
        said = {"model": product.model}
        if product.status == Product.Status.RETURNED:
            title, why, action = _("修改被退回的 %(model)s"), each.reason or _("审核人没有写理由"), _("去修改")
        elif product.status == Product.Status.DRAFT:
            title, action = _("提交草稿 %(model)s"), _("去完善")
            why = _("提交审核、通过后才参与比对") if actor.is_verified else _("可以先填完；组织核验通过后才能提交")
        else:
            continue
        yield Task(
            title=title % said,
            why=why,
            url=reverse("suppliers:edit", args=[product.pk]),
            action=action,
            since=product.updated_at,
            is_sample=product.is_sample,
        )


def _waiting_tasks(waiting: Mapping[str, Sequence[Waiting]]) -> Iterator[Task]:
    for row in waiting.get("deal", ()):
        yield Task(
            title=_("确认对接：%(name)s") % {"name": row.detail},
            why=_("%(title)s；双方都同意后才互见联系方式") % {"title": row.name},
            url=reverse("deals:detail", args=[row.id]),
            action=_("看条件"),
            since=row.since,
        )
    for row in waiting.get("datasheet", ()):
        yield Task(
            title=_("核对样本：%(name)s") % {"name": row.name},
            why=ngettext("读出 %(count)s 项指标，核对后写入产品", "读出 %(count)s 项指标，核对后写入产品", row.number)
            % {"count": row.number}
            if row.number
            else _("先选定样本里的型号和仪器类型，再读出指标"),
            url=reverse("suppliers:datasheet", args=[row.id]),
            action=_("去核对"),
            since=row.since,
        )
    for row in waiting.get("import", ()):
        yield Task(
            title=_("确认导入：%(name)s") % {"name": row.name},
            why=_("%(category)s；读完了，没有错误，还没有写入") % {"category": row.detail},
            url=reverse("suppliers:import-detail", args=[row.id]),
            action=_("去确认"),
            since=row.since,
        )


# ---- figures ------------------------------------------------------------------------------------------------------


def _figures(
    near: int,
    offers: Offers,
    gaps: Sequence[ClauseGap],
    percent: int | None,
    counts: Mapping[str, int],
    products: Sequence[ProductInWork],
) -> tuple[Figure, ...]:
    in_review = [each for each in products if each.product.status == Product.Status.SUBMITTED]
    returned = [each for each in products if each.product.status == Product.Status.RETURNED]
    missed = len({row.match.run_id for gap in gaps for row in gap.rows})
    return (
        Figure(value=near, unit="件", label=_("10 天内到期的事")),
        Figure(
            value=offers.count,
            unit="项",
            label=_("匹配的需求"),
            note=_("满足 %(eligible)s，待确认 %(open)s")
            % {"eligible": offers.eligible_count, "open": offers.open_count},
            url=reverse("matching:runs"),
        ),
        Figure(value=missed, unit="项", label=_("只差一条★的需求"), url=reverse("portal:near-misses")),
        Figure(
            value="—" if percent is None else percent,
            unit="" if percent is None else "%",
            label=_("近 12 周应答率"),
        ),
        Figure(
            value=counts["proven"],
            unit="个",
            label=_("三方以上证据的值"),
            note=_("%(count)s 款在架") % {"count": counts["listed"]},
            url=reverse("suppliers:mine"),
        ),
        Figure(
            value=len(in_review),
            unit="款",
            label=_("产品在审"),
            note=_("%(count)s 款等您修改") % {"count": len(returned)} if returned else "",
            url=reverse("suppliers:mine") + "?status=submitted",
            is_bad=bool(returned),
        ),
    )
