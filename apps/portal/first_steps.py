"""The first steps of each role: what a newcomer does in the first days, each marked done from the rows themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from allauth.mfa.models import Authenticator
from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Membership, Organisation, User
from apps.answers.models import Answer
from apps.deals.models import Deal
from apps.demands.lifecycle import Step as DemandStepName
from apps.demands.models import Demand, DemandStep
from apps.matching.models import Match, MatchRun
from apps.suppliers.lifecycle import Step as ProductStepName
from apps.suppliers.models import Product, ProductStep
from apps.taxonomy.models import NameProposal
from apps.trials.models import Reading, Trial

Known = Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step. `is_done` None: nothing in the data could tell, the step is only pointed to. `place` is in the help."""

    text: str
    is_done: bool | None
    url: str
    action: str
    place: str


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """A role's list, in the order in which the steps are taken."""

    steps: tuple[FirstStep, ...]

    @property
    def countable(self) -> int:
        """How many steps the data can tell about."""
        return sum(step.is_done is not None for step in self.steps)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(step.is_done is True for step in self.steps)

    @property
    def next(self) -> FirstStep | None:
        """The first one that is left."""
        return next((step for step in self.steps if step.is_done is False), None)


def first_steps_for(actor: Actor, known: Known = MappingProxyType({})) -> FirstSteps | None:
    """The list to show this person: none once it was put away, or once everything is done and nobody asked for it.

    `known` are marks that the page has asked for already; one query for those that a role needs and it lacks.
    """
    person = actor.person
    if person.first_steps == User.FirstSteps.HIDDEN:
        return None
    found = FirstSteps(_BY_ROLE[_role(actor)](actor, known))
    return found if found.next or person.first_steps == User.FirstSteps.SHOWN else None


def _role(actor: Actor) -> str:
    if actor.is_auditor:
        return "auditor"
    if actor.kind == Organisation.Kind.INSTITUTION and actor.role == Membership.Role.APPROVER:
        return "approver"
    return actor.kind or ""


def _marks(actor: Actor, known: Known, **rows: QuerySet) -> Known:  # type: ignore[type-arg]
    """Name → whether there is such a row, all in one query, or in none where all are known."""
    if rows.keys() <= known.keys():
        return known
    asked = {f"has_{name}": Exists(each) for name, each in rows.items()}
    values = User.objects.filter(pk=actor.person.pk).annotate(**asked).values(*asked).get()
    return {name: values[f"has_{name}"] for name in rows}


# ---- steps that several roles share -------------------------------------------------------------------------------


def _verified(actor: Actor) -> FirstStep:
    if actor.organisation is None:
        new = reverse("accounts:organisation-new")
        return FirstStep(_("登记组织，或接受同事的邀请"), False, new, _("登记组织"), "start#organisation")
    own = reverse("accounts:organisation")
    return FirstStep(_("组织通过平台核验"), actor.is_verified, own, _("看核验进度"), "start#organisation")


def _phone(actor: Actor) -> FirstStep:
    url = reverse("accounts:profile")
    return FirstStep(_("写上联系电话"), bool(actor.person.phone), url, _("个人资料"), "start#profile")


def _second_factor(is_done: bool) -> FirstStep:
    return FirstStep(_("打开两步验证"), is_done, reverse("mfa_index"), _("去设置"), "start#second-factor")


def _authenticators(actor: Actor) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=actor.person)
    return found


# ---- the roles ----------------------------------------------------------------------------------------------------


def _newcomer(actor: Actor, known: Known) -> tuple[FirstStep, ...]:
    catalogue = reverse("suppliers:catalogue")
    return (
        _phone(actor),
        _verified(actor),
        FirstStep(_("先看看目录里的同类产品"), None, catalogue, _("浏览产品目录"), "start#look-around"),
    )


def _institution(actor: Actor, known: Known) -> tuple[FirstStep, ...]:
    demands = Demand.objects.filter(organisation=actor.organisation)
    approvers = Membership.objects.filter(
        organisation=actor.organisation, role__in=[Membership.Role.OWNER, Membership.Role.APPROVER]
    ).exclude(user=actor.person)
    marks = _marks(
        actor,
        known,
        approver=approvers,
        demand=demands,
        published=demands.exclude(published_version=None),
        run=_done_runs(actor),
    )
    return (
        _verified(actor),
        FirstStep(
            _("请一位同事作审批人"), marks["approver"], reverse("accounts:members"), _("发送邀请"), "start#colleagues"
        ),
        FirstStep(_("写第一份需求"), marks["demand"], reverse("demands:new"), _("写需求"), "institution#write"),
        FirstStep(_("整理条款，经审批发布"), marks["published"], _own_demands(), _("本单位的需求"), "institution#rows"),
        FirstStep(
            _("得到第一次比对结果"), marks["run"], reverse("matching:runs"), _("看比对结果"), "institution#result"
        ),
    )


def _approver(actor: Actor, known: Known) -> tuple[FirstStep, ...]:
    approvals = DemandStep.objects.filter(
        taken_by=actor.person, step__in=[DemandStepName.APPROVE, DemandStepName.PUBLISH, DemandStepName.RETURN]
    )
    marks = _marks(actor, known, approval=approvals, run=_done_runs(actor))
    return (
        _phone(actor),
        _verified(actor),
        FirstStep(
            _("审过第一份需求"),
            marks["approval"],
            _own_demands() + "&status=pending",
            _("去审批"),
            "institution#approve",
        ),
        FirstStep(
            _("得到第一次比对结果"), marks["run"], reverse("matching:runs"), _("看比对结果"), "institution#result"
        ),
    )


def _maker(actor: Actor, known: Known) -> tuple[FirstStep, ...]:
    products = Product.objects.filter(organisation=actor.organisation)
    marks = _marks(
        actor,
        known,
        product=products,
        published=products.filter(status=Product.Status.PUBLISHED),
        match=Match.objects.filter(product__in=products),
        answer=Answer.objects.filter(organisation=actor.organisation),
    )
    mine = reverse("suppliers:mine")
    return (
        _verified(actor),
        FirstStep(_("登记第一款产品"), marks["product"], reverse("suppliers:new"), _("上架产品"), "maker#products"),
        FirstStep(_("提交审核，产品发布"), marks["published"], mine, _("我的产品"), "maker#review"),
        FirstStep(_("与公开需求比对过"), marks["match"], reverse("matching:runs"), _("看需求"), "maker#demands"),
        FirstStep(_("填第一份应答表"), marks["answer"], reverse("demands:board"), _("看全部需求"), "maker#answer"),
    )


def _evaluation(actor: Actor, known: Known) -> tuple[FirstStep, ...]:
    trials = Trial.objects.filter(evaluation_centre=actor.organisation)
    taken = [Trial.Status.ACCEPTED, Trial.Status.RUNNING, Trial.Status.REPORTED]
    marks = _marks(
        actor,
        known,
        taken=trials.filter(status__in=taken),
        reading=Reading.objects.filter(trial__in=trials),
        reported=trials.filter(status=Trial.Status.REPORTED),
    )
    own = reverse("trials:list")
    return (
        _verified(actor),
        FirstStep(_("受理第一项试用"), marks["taken"], own + "?status=requested", _("去受理"), "evaluation#requests"),
        FirstStep(
            _("记下第一个实测值"), marks["reading"], own + "?status=running", _("记录实测值"), "evaluation#record"
        ),
        FirstStep(_("出具第一份结果"), marks["reported"], own + "?status=running", _("看进展"), "evaluation#report"),
    )


def _broker(actor: Actor, known: Known) -> tuple[FirstStep, ...]:
    kept = Deal.objects.filter(broker=actor.person)
    consented = kept.exclude(status__in=[Deal.Status.LEAD, Deal.Status.LOST])
    marks = _marks(actor, known, factor=_authenticators(actor), kept=kept, consented=consented)
    own = reverse("deals:list")
    return (
        _verified(actor),
        _second_factor(marks["factor"]),
        FirstStep(_("接手第一条线索"), marks["kept"], own + "?status=lead", _("去接手"), "broker#leads"),
        FirstStep(_("一张对接单双方都同意"), marks["consented"], own, _("跟进"), "broker#deals"),
    )


def _administrator(actor: Actor, known: Known) -> tuple[FirstStep, ...]:
    marks = _marks(
        actor,
        known,
        factor=_authenticators(actor),
        organisation=Organisation.objects.filter(verified_by=actor.person),
        product=ProductStep.objects.filter(
            taken_by=actor.person, step__in=[ProductStepName.PUBLISH, ProductStepName.RETURN]
        ),
        name=NameProposal.objects.filter(decided_by=actor.person),
    )
    return (
        _second_factor(marks["factor"]),
        FirstStep(
            _("核验第一家组织"),
            marks["organisation"],
            reverse("accounts:review"),
            _("去核验"),
            "administrator#organisations",
        ),
        FirstStep(
            _("审核第一款产品"), marks["product"], reverse("suppliers:review"), _("去审核"), "administrator#products"
        ),
        FirstStep(
            _("处理第一条词表提议"), marks["name"], reverse("proposals:index"), _("词表提议"), "administrator#names"
        ),
    )


def _auditor(actor: Actor, known: Known) -> tuple[FirstStep, ...]:
    marks = _marks(actor, known, factor=_authenticators(actor))
    return (
        _second_factor(marks["factor"]),
        _phone(actor),
        FirstStep(_("看组织核验的经过与理由"), None, reverse("accounts:review"), _("组织核验"), "auditor#read"),
        FirstStep(
            _("读结论、次序与权重的规则"), None, reverse("portal:rules"), _("规则与权重公开"), "auditor#reproduce"
        ),
    )


def _done_runs(actor: Actor) -> QuerySet[MatchRun]:
    return MatchRun.objects.filter(version__demand__organisation=actor.organisation, is_current=True)


def _own_demands() -> str:
    return reverse("demands:board") + "?own=1"


_BY_ROLE: Mapping[str, Callable[[Actor, Known], tuple[FirstStep, ...]]] = {
    "": _newcomer,
    "approver": _approver,
    "auditor": _auditor,
    Organisation.Kind.INSTITUTION: _institution,
    Organisation.Kind.MAKER: _maker,
    Organisation.Kind.EVALUATION: _evaluation,
    Organisation.Kind.BROKERAGE: _broker,
    Organisation.Kind.PLATFORM: _administrator,
}
