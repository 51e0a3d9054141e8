"""Every operation of the API: who may ask it and gets what, who is refused, and for whom the thing is hidden."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.api.world import World
from tests.cast import PASSWORD, organisation_of

Params = Callable[[World], Mapping[str, object]]
Body = Callable[[World], Mapping[str, Any]]

ROW = {"name": "最高耐压", "op": ">=", "value": "60", "unit": "MPa", "mark": "mandatory", "clause": "1.1"}
FACTS = {"title": "测试色谱仪", "category": "999901", "quantity": 1, "budget_yuan": "450000.00", "delivery_days": 60}
CONTENT = {
    "category": "999901",
    "name": "测试色谱仪",
    "model": "NEW-1",
    "price_yuan": "298000.00",
    "origin": "domestic",
    "place_of_production": "浙江杭州",
    "specs": [{"parameter": "test.pressure", "text": "≥62 MPa", "asked_rung": 3, "evidence": "报告第 3 页"}],
    "certificates": [{"title": "型式评价报告", "issued_on": "2026-03-01"}],
}


def nothing(_world: World) -> Mapping[str, Any]:
    """No parameters, no body."""
    return {}


@dataclass(frozen=True)
class Op:
    """One operation: `role` gets `status`; roles in `refused` the status beside them; `hidden` roles a 404."""

    id: str
    role: str = "anonymous"
    status: int = 200
    params: Params = nothing
    body: Body = nothing
    query: Mapping[str, object] = field(default_factory=dict)
    refused: Mapping[str, int] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()

    @property
    def is_public(self) -> bool:
        """Whether visitors may ask."""
        return self.role == "anonymous"


def _product(name: str) -> Params:
    return lambda world: {"product_id": getattr(world, name).pk}


def _demand(name: str) -> Params:
    return lambda world: {"demand_id": getattr(world, name).pk}


def _trial(name: str) -> Params:
    return lambda world: {"trial_id": getattr(world, name).pk}


def _deal(name: str) -> Params:
    return lambda world: {"deal_id": getattr(world, name).pk}


def _name_proposal(name: str) -> Params:
    return lambda world: {"proposal_id": getattr(world, name).pk}


def _row(world: World) -> Mapping[str, object]:
    return {"demand_id": world.draft.pk, "row_id": world.draft.versions.get().requirements.all()[0].pk}


def _document(world: World) -> Mapping[str, object]:
    return {"demand_id": world.packages.version.demand_id, "document_id": world.packages.pk}


def _match(world: World) -> Mapping[str, object]:
    return {"match_id": world.good_match.pk}


def _run(world: World) -> Mapping[str, object]:
    return {"run_id": world.run.pk}


def _answer(world: World) -> Mapping[str, object]:
    return {"answer_id": world.answer.pk}


def _answer_row(world: World) -> Mapping[str, object]:
    return {"answer_id": world.answer.pk, "row_id": world.answer.rows.all()[0].pk}


def _sign_in(world: World) -> Mapping[str, Any]:
    return {"email": world.cast.institution_member.email, "password": PASSWORD}


def _body(**fields: Any) -> Body:
    return lambda _world: fields


# Who reads much else, and no answer: the institution that asked, and the platform's own people.
READERS = ("institution_member", "administrator", "auditor")


def _datasheet(world: World) -> Mapping[str, object]:
    return {"datasheet_id": world.datasheet.pk}


def _proposal(world: World) -> Mapping[str, object]:
    return {"datasheet_id": world.datasheet.pk, "proposal_id": world.datasheet.proposals.earliest("position").pk}


STRANGERS = ("other_institution_member", "competing_maker", "evaluator", "newcomer")

NOT_THE_MAKER = (*STRANGERS, *READERS)

OPERATIONS = (
    Op("sign_in", body=_sign_in),
    Op("sign_out", "institution_member", 204),
    Op("me", "institution_member"),
    Op("categories_list", query={"search": "chromatograph", "under": "99", "level": 3}),
    Op("categories_detail", params=lambda _w: {"code": "999901"}),
    Op("parameters_list", query={"category": "999901", "search": "耐压", "kind": "number"}),
    Op("parameters_detail", params=lambda _w: {"code": "test.pressure"}),
    Op("requirements_parse", body=_body(text="★1.1 最高耐压≥60MPa\n1.2 噪声≤60dB", instrument="", category="999901")),
    Op(
        "name_proposals_list",
        "administrator",
        query={"state": "open", "category": "999901", "search": "承压"},
        refused={"institution_member": 403, "sales_engineer": 403},
    ),
    Op("name_proposals_detail", "auditor", params=_name_proposal("proposal"), refused={"institution_member": 403}),
    Op(
        "name_proposals_alias",
        "administrator",
        params=_name_proposal("proposal"),
        body=_body(parameter="test.pressure"),
        refused={"auditor": 403, "institution_member": 403},
    ),
    Op(
        "name_proposals_parameter",
        "administrator",
        params=_name_proposal("proposal"),
        body=_body(code="test.limit", name_zh="承压上限", kind="number", unit="MPa"),
        refused={"auditor": 403, "sales_engineer": 403},
    ),
    Op(
        "name_proposals_reject",
        "administrator",
        params=_name_proposal("proposal"),
        body=_body(reason="不是参数"),
        refused={"auditor": 403, "broker": 403},
    ),
    Op("name_proposals_undo", "administrator", params=_name_proposal("accepted_proposal"), refused={"auditor": 403}),
    Op("name_proposals_relink", "administrator", params=_name_proposal("accepted_proposal"), refused={"auditor": 403}),
    Op("notifications_list", "institution_member", query={"unread": "true", "kind": "match"}),
    Op("notifications_read", "institution_member", body=lambda w: {"ids": [w.notification.pk]}),
    Op(
        "products_list", query={"category": "99", "spec": "test.pressure>=60 MPa", "domestic": "true", "sort": "-price"}
    ),
    Op("products_create", "sales_engineer", 201, body=_body(**CONTENT), refused={"institution_member": 403}),
    Op("products_mine", "sales_engineer", query={"status": "draft"}, refused={"institution_member": 403}),
    Op("products_detail", params=_product("good")),
    Op(
        "products_edit",
        "sales_engineer",
        params=_product("drafted"),
        body=_body(**CONTENT, revision=1),
        refused={"administrator": 403},
        hidden=STRANGERS,
    ),
    Op(
        "products_submit",
        "sales_engineer",
        params=_product("drafted"),
        refused={"administrator": 403},
        hidden=STRANGERS,
    ),
    Op(
        "products_recall",
        "sales_engineer",
        params=_product("submitted"),
        refused={"auditor": 403},
        hidden=STRANGERS,
    ),
    Op(
        "products_withdraw",
        "sales_engineer",
        params=_product("good"),
        body=_body(reason="停产"),
        refused={"competing_maker": 403, "institution_member": 403},
    ),
    Op(
        "products_republish",
        "sales_engineer",
        params=_product("withdrawn"),
        refused={"administrator": 403},
        hidden=STRANGERS,
    ),
    Op("datasheets_list", "sales_engineer", refused={"institution_member": 403, "administrator": 403}),
    Op(
        "datasheets_create",
        "sales_engineer",
        202,
        body=_body(text="最高耐压：≥62 MPa", category="999901"),
        refused={"institution_member": 403, "administrator": 403},
    ),
    Op("datasheets_detail", "sales_engineer", params=_datasheet, hidden=NOT_THE_MAKER),
    Op("datasheets_set_up", "sales_engineer", params=_datasheet, hidden=NOT_THE_MAKER),
    Op(
        "datasheets_decide",
        "sales_engineer",
        params=_proposal,
        body=_body(decision="rejected"),
        hidden=NOT_THE_MAKER,
    ),
    Op("datasheets_apply", "sales_engineer", params=_datasheet, body=_body(accept_sure=True), hidden=NOT_THE_MAKER),
    Op("demands_list", query={"search": "色谱", "category": "99", "budget_from": "100", "status": "published"}),
    Op(
        "demands_create",
        "institution_member",
        201,
        body=_body(**FACTS, rows=[ROW], text=""),
        refused={"sales_engineer": 403, "administrator": 403},
    ),
    Op("demands_detail", params=_demand("demand"), query={"version": 1}),
    Op(
        "demands_edit",
        "institution_member",
        params=_demand("draft"),
        body=_body(**FACTS),
        refused={"administrator": 403},
        hidden=STRANGERS,
    ),
    Op(
        "demands_add_text",
        "institution_member",
        202,
        params=_demand("draft"),
        body=_body(text="2.1 噪声≤55dB"),
        refused={"auditor": 403},
        hidden=STRANGERS,
    ),
    Op(
        "demands_add_documents",
        "institution_member",
        202,
        params=_demand("draft"),
        body=_body(text="2.1 噪声≤55dB", html=""),
        refused={"auditor": 403},
        hidden=STRANGERS,
    ),
    Op("demands_document", "institution_member", params=_document, hidden=STRANGERS),
    Op(
        "demands_choose_packages",
        "institution_member",
        params=_document,
        body=_body(into=1, own=[2]),
        refused={"auditor": 403},
        hidden=STRANGERS,
    ),
    Op(
        "demands_delete", "institution_member", 204, params=_demand("draft"), refused={"auditor": 403}, hidden=STRANGERS
    ),
    Op(
        "demands_add_row",
        "institution_member",
        201,
        params=_demand("draft"),
        body=_body(**ROW),
        refused={"auditor": 403},
        hidden=STRANGERS,
    ),
    Op(
        "demands_edit_row",
        "institution_member",
        params=_row,
        body=_body(**ROW),
        refused={"administrator": 403},
        hidden=STRANGERS,
    ),
    Op("demands_confirm_row", "institution_member", params=_row, refused={"administrator": 403}, hidden=STRANGERS),
    Op("demands_delete_row", "institution_member", 204, params=_row, refused={"administrator": 403}, hidden=STRANGERS),
    Op(
        "demands_checkup",
        "institution_member",
        params=_demand("draft"),
        hidden=(*STRANGERS, "administrator"),
    ),
    Op(
        "demands_relaxations",
        "institution_member",
        params=_demand("draft"),
        hidden=(*STRANGERS, "administrator", "auditor"),
    ),
    Op(
        "demands_take_step",
        "institution_member",
        params=_demand("draft"),
        body=_body(step="submit", reason=""),
        refused={"administrator": 403},
        hidden=STRANGERS,
    ),
    Op("runs_list", "institution_member", query={"category": "99"}),
    Op(
        "runs_create",
        "institution_member",
        202,
        body=lambda w: {"demand": w.demand.pk},
        refused={"broker": 403},
        hidden=STRANGERS,
    ),
    Op("runs_detail", "institution_member", params=_run, hidden=(*STRANGERS, "sales_engineer")),
    Op(
        "runs_matches",
        "institution_member",
        params=_run,
        query={"outcome": "ineligible", "near": "true"},
        hidden=(*STRANGERS, "sales_engineer"),
    ),
    Op("matches_mine", "sales_engineer", query={"outcome": "eligible"}),
    Op("matches_detail", "sales_engineer", params=_match, hidden=STRANGERS),
    Op("matches_file", "sales_engineer", params=lambda w: {**_match(w), "form": "xlsx"}, hidden=STRANGERS),
    Op("answers_list", "sales_engineer", query={"status": "draft"}),
    Op(
        "answers_create",
        "sales_engineer",
        201,
        body=lambda w: {"demand": w.demand.pk, "product": w.drafted.pk},
        refused={"institution_member": 403, "administrator": 403},
    ),
    Op("answers_detail", "sales_engineer", params=_answer, hidden=(*STRANGERS, *READERS)),
    Op(
        "answers_edit_row",
        "sales_engineer",
        params=_answer_row,
        body=_body(edit=0, response="82 MPa", proof_name="检测报告", proof_pages="P3"),
        hidden=(*STRANGERS, *READERS),
    ),
    Op(
        "answers_delete",
        "sales_engineer",
        204,
        params=_answer,
        refused={"institution_member": 404, "administrator": 404},
        hidden=STRANGERS,
    ),
    Op(
        "answers_file",
        "sales_engineer",
        params=lambda w: {**_answer(w), "form": "xlsx"},
        hidden=(*STRANGERS, *READERS),
    ),
    Op("trials_list", "evaluator", query={"status": "running"}),
    Op(
        "trials_create",
        "institution_member",
        201,
        body=lambda w: {
            "match": w.silent_match.pk,
            "centre": organisation_of(w.cast.evaluator).pk,
            "purpose": "验证",
        },
        refused={"competing_maker": 403},
        hidden=("other_institution_member", "sales_engineer"),
    ),
    Op("trials_detail", "evaluator", params=_trial("running_trial"), hidden=("other_institution_member", "broker")),
    Op(
        "trials_take_step",
        "evaluator",
        params=_trial("requested_trial"),
        body=_body(step="accept"),
        refused={"institution_member": 403, "sales_engineer": 403},
        hidden=("other_institution_member", "competing_maker", "broker"),
    ),
    Op(
        "trials_record_reading",
        "evaluator",
        201,
        params=_trial("running_trial"),
        body=_body(parameter="test.pressure", text="49 MPa", measured_on="2026-01-05", is_accredited=True),
        refused={"competing_maker": 403, "institution_member": 403},
        hidden=("sales_engineer", "broker"),
    ),
    Op("evaluation_centres_list", "institution_member"),
    Op("deals_list", "broker", query={"status": "lead"}),
    Op(
        "deals_create",
        "institution_member",
        201,
        body=lambda w: {"match": w.silent_match.pk},
        refused={"competing_maker": 403},
        hidden=("sales_engineer", "evaluator"),
    ),
    Op("deals_detail", "sales_engineer", params=_deal("lead"), hidden=("competing_maker", "other_broker", "evaluator")),
    Op(
        "deals_take_step",
        "sales_engineer",
        params=_deal("lead"),
        body=_body(step="consent"),
        refused={"broker": 403},
        hidden=("competing_maker", "other_broker"),
    ),
    Op(
        "deals_reveal_contacts",
        "institution_member",
        params=_deal("agreed"),
        refused={"auditor": 403},
        hidden=("sales_engineer", "other_broker"),
    ),
)
BY_ID = {op.id: op for op in OPERATIONS}
