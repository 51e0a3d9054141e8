"""Results, trials and deals that the access table asks for."""

from __future__ import annotations

from apps.deals import services as deals
from apps.deals.models import Deal
from apps.demands.models import Demand
from apps.matching.models import Match
from apps.trials import services as trials
from apps.trials.models import Trial
from tests.access.world import Params, builds
from tests.cast import Cast, acting, organisation_of
from tests.support.market import make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}


def _matched(cast: Cast, model: str, *, is_budget_public: bool = True) -> tuple[Demand, Match]:
    product = make_product(maker=organisation_of(cast.sales_engineer), model=model, specs=GOOD)
    demand = make_demand(
        institution=organisation_of(cast.institution_member),
        author=cast.institution_member,
        is_budget_public=is_budget_public,
    )
    match_now(demand)
    return demand, Match.objects.get(run__version__demand=demand, product=product)


@builds
def matched_demand(cast: Cast) -> Params:
    """A published demand of the institution with a result and a public budget."""
    return {"demand_id": _matched(cast, "ACCESS-1")[0].pk}


@builds
def tried_product(cast: Cast) -> Params:
    """A product in the result of the institution's demand, looked at as if a trial were on."""
    demand, match = _matched(cast, "ACCESS-TRIED")
    return {"demand_id": demand.pk, "product_id": match.product_id}


@builds
def matched_demand_with_hidden_budget(cast: Cast) -> Params:
    """The same with a budget that is nobody else's business: closed to brokers."""
    return {"demand_id": _matched(cast, "ACCESS-2", is_budget_public=False)[0].pk}


@builds
def match_of_maker(cast: Cast) -> Params:
    """The deviation table of the sales engineer's product."""
    return {"match_id": _matched(cast, "ACCESS-3")[1].pk}


@builds
def match_to_open(cast: Cast) -> Params:
    """A match without a deal."""
    return {"match_id": _matched(cast, "ACCESS-4")[1].pk}


def _trial(cast: Cast, model: str) -> Trial:
    match = _matched(cast, model)[1]
    return trials.request_trial(
        match, centre=organisation_of(cast.evaluator), purpose="验证", actor=acting(cast.institution_member)
    )


@builds
def requested_trial(cast: Cast) -> Params:
    """A trial that waits for the evaluation centre."""
    return {"trial_id": _trial(cast, "ACCESS-5").pk}


@builds
def accepting_a_trial(cast: Cast) -> Params:
    """The step of accepting it."""
    return {"trial_id": _trial(cast, "ACCESS-6").pk, "step": "accept"}


def _deal(cast: Cast, model: str) -> Deal:
    return deals.open_deal(_matched(cast, model)[1], actor=acting(cast.broker))


@builds
def deal_of_broker(cast: Cast) -> Params:
    """A lead that the broker keeps; nobody has consented."""
    return {"deal_id": _deal(cast, "ACCESS-7").pk}


@builds
def consenting_to_a_deal(cast: Cast) -> Params:
    """The step of consenting to it."""
    return {"deal_id": _deal(cast, "ACCESS-8").pk, "step": "consent"}


@builds
def run_of_institution(cast: Cast) -> Params:
    """The run of a published demand of the institution, whose budget is public."""
    _demand, match = _matched(cast, "ACCESS-RUN")
    return {"run_id": match.run_id}


@builds
def workbook_of_match(cast: Cast) -> Params:
    """The deviation table of a match as a workbook, as the API's address has it."""
    _demand, match = _matched(cast, "ACCESS-FILE")
    return {"match_id": match.pk, "form": "xlsx"}
