"""Examples of the API of deals, as the OpenAPI document shows them."""

from __future__ import annotations

DEAL: dict[str, object] = {
    "id": 7,
    "code": "DJ-2026-0007",
    "demand": 417,
    "demand_code": "XQ-2026-0417",
    "product": {"id": 601, "model": "SY-600", "name": "高效液相色谱仪"},
    "buyer": {"id": 12, "name": "江畔大学（示例）", "kind": "institution", "is_verified": True},
    "maker": {"id": 7, "name": "启明仪器（示例）", "kind": "maker", "is_verified": True},
    "status": "lead",
    "has_broker": False,
    "lost_reason": "",
    "is_sample": True,
    "created_at": "2026-11-20T10:00:00+08:00",
    "updated_at": "2026-11-20T10:00:00+08:00",
}

DEAL_DETAIL: dict[str, object] = {
    **DEAL,
    "consents": [{"side": "buyer", "given": True, "decided_at": "2026-11-20T10:00:00+08:00"}],
    "next_steps": ["consent", "refuse"],
    "may_see_contacts": False,
}

CONTACT: dict[str, object] = {
    "side": "需求方",
    "organisation": "江畔大学（示例）",
    "name": "课题组成员",
    "phone": "0571-5550-0101",
    "email": "member@example.org",
}
