"""A small world for the API: everybody of the cast, one of each thing in the states that the operations need."""

from __future__ import annotations

from dataclasses import dataclass

from apps.accounts.models import User
from apps.answers import services as answers
from apps.answers.models import Answer
from apps.deals import services as deals
from apps.deals.lifecycle import Step as DealStep
from apps.deals.models import Deal
from apps.demands import services as demands
from apps.demands.documents import handle_read_document
from apps.demands.models import Demand, SourceDocument
from apps.matching.models import Match, MatchRun
from apps.notifications.models import Notification
from apps.suppliers.models import Datasheet, Product
from apps.taxonomy import editing
from apps.taxonomy.models import Category, NameProposal
from apps.trials import services as trials
from apps.trials.lifecycle import Step as TrialStep
from apps.trials.models import Trial
from tests.cast import Cast, acting, organisation_of
from tests.suppliers.builders import make_datasheet
from tests.support.market import make_demand, make_product, match_now
from tests.taxonomy.proposals import make_proposal

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
WEAK = GOOD | {"test.pressure": "50 MPa"}


PACKAGES = "第一包：台式生物反应器\n1、★罐体总容积：15L\n第二包：总有机碳分析仪\n1、★检出限≤4μg/L"


@dataclass(frozen=True)
class World:
    """`good` of the sales engineer passes, `weak` of the competitor misses one ★, `silent` does not answer it.

    `good` has a requested trial and a lead, `weak` a running trial and a deal that both sides agreed to.
    """

    cast: Cast
    good: Product
    weak: Product
    reference: Product
    drafted: Product
    submitted: Product
    withdrawn: Product
    demand: Demand
    draft: Demand
    hidden: Demand
    packages: SourceDocument
    run: MatchRun
    good_match: Match
    weak_match: Match
    silent_match: Match
    requested_trial: Trial
    running_trial: Trial
    lead: Deal
    agreed: Deal
    notification: Notification
    answer: Answer
    datasheet: Datasheet
    proposal: NameProposal
    accepted_proposal: NameProposal

    def person(self, role: str) -> User | None:
        """Somebody of the cast by name; None for "anonymous"."""
        return self.cast.everyone()[role]


def make_world(cast: Cast) -> World:
    """Build it; the run is a real one."""
    maker, rival = organisation_of(cast.sales_engineer), organisation_of(cast.competing_maker)
    university, author = organisation_of(cast.institution_member), cast.institution_member
    good = make_product(maker=maker, model="GOOD-1", specs=GOOD)
    weak = make_product(maker=rival, model="WEAK-1", specs=WEAK)
    make_product(maker=rival, model="SILENT-1", specs={"test.noise": "55 dB"})
    reference = make_product(maker=rival, model="ABROAD-1", specs=GOOD, is_reference=True)
    demand = make_demand(institution=university, author=author)
    run = match_now(demand)
    matches = {match.product.model: match for match in run.matches.select_related("product")}
    requested, running = _trials(cast, matches)
    lead, agreed = _deals(cast, matches)
    drafted = make_product(maker=maker, model="DRAFT-1", specs=GOOD, is_published=False)
    sheet = "DRAFT-1 样本（示例）\n最高耐压：≥90 MPa\n噪声：≤55 dB\n四元梯度：具备\n外形尺寸：700×600×500 mm"
    return World(
        cast=cast,
        good=good,
        weak=weak,
        reference=reference,
        drafted=drafted,
        datasheet=make_datasheet(cast.sales_engineer, text=sheet, product=drafted),
        submitted=_in_status(make_product(maker=maker, model="SUB-1", specs=GOOD, is_published=False), "submitted"),
        withdrawn=_in_status(make_product(maker=maker, model="GONE-1", specs=GOOD, is_published=False), "withdrawn"),
        demand=demand,
        draft=make_demand(institution=university, author=author, is_published=False),
        packages=_packages(author),
        hidden=make_demand(institution=university, author=author, is_budget_public=False, budget_wan=37),
        run=run,
        good_match=matches["GOOD-1"],
        weak_match=matches["WEAK-1"],
        silent_match=matches["SILENT-1"],
        requested_trial=requested,
        running_trial=running,
        lead=lead,
        agreed=agreed,
        notification=Notification.objects.create(user=author, kind=Notification.Kind.MATCH, title="比对完成", url="/"),
        answer=answers.create_answer(demand, good, actor=acting(cast.sales_engineer)),
        proposal=make_proposal(good.category, organisation=university),
        accepted_proposal=_accepted_proposal(good.category, cast),
    )


def _accepted_proposal(category: Category, cast: Cast) -> NameProposal:
    university = organisation_of(cast.institution_member)
    proposal = make_proposal(category, organisation=university, name="压力极限", source="test:2")
    return editing.accept_alias(proposal.pk, parameter_code="test.pressure", actor=acting(cast.administrator))


def _in_status(product: Product, status: str) -> Product:
    Product.objects.filter(pk=product.pk).update(status=status)
    return product


def _trials(cast: Cast, matches: dict[str, Match]) -> tuple[Trial, Trial]:
    centre, asking, testing = organisation_of(cast.evaluator), acting(cast.institution_member), acting(cast.evaluator)
    requested = trials.request_trial(matches["GOOD-1"], centre=centre, purpose="验证耐压", actor=asking)
    running = trials.request_trial(matches["WEAK-1"], centre=centre, purpose="验证耐压", actor=asking)
    trials.take_step(running.pk, TrialStep.ACCEPT, actor=testing)
    return requested, trials.take_step(running.pk, TrialStep.START, actor=testing, serial_number="SN-1")


def _deals(cast: Cast, matches: dict[str, Match]) -> tuple[Deal, Deal]:
    broker = acting(cast.broker)
    lead, agreed = (deals.open_deal(matches[model], actor=broker) for model in ("GOOD-1", "WEAK-1"))
    for person in (cast.institution_member, cast.competing_maker):
        agreed = deals.take_step(agreed.pk, DealStep.CONSENT, actor=acting(person))
    return lead, agreed


def _packages(author: User) -> SourceDocument:
    """A text with two packages that was read and waits for a choice."""
    document = demands.create_demand_from_source(actor=acting(author), text=PACKAGES)
    handle_read_document({"document_id": document.pk})
    document.refresh_from_db()
    return document
