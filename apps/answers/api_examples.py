"""Examples of the API of answers, as the OpenAPI document shows them."""

from __future__ import annotations

ANSWER: dict[str, object] = {
    "id": 7,
    "code": "YD-2026-0007",
    "demand": {
        "id": 417,
        "code": "XQ-2026-0417",
        "title": "高效液相色谱仪采购",
        "institution": {"id": 12, "name": "江畔大学（示例）", "kind": "institution", "is_verified": True},
    },
    "version": 1,
    "is_outdated": False,
    "product": {"id": 601, "model": "SY-600", "name": "高效液相色谱仪"},
    "product_revision": 3,
    "status": "draft",
    "price_yuan": "298000.00",
    "delivery_days": 60,
    "is_sample": True,
    "created_at": "2026-11-20T10:00:00+08:00",
    "updated_at": "2026-11-20T10:30:00+08:00",
}

ROW: dict[str, object] = {
    "id": 91,
    "clause": "2.1",
    "mark": "mandatory",
    "scope": "technical",
    "asked": "★系统耐压：≥60 MPa",
    "parameter": "lc.pressure",
    "response": "80 MPa",
    "verdict": "positive",
    "sentence": "优于要求：80 MPa > 60 MPa，高 33 %",
    "margin_percent": "33.3",
    "stated": "",
    "deviation": "正偏离",
    "explanation": "",
    "proof_name": "第三方检测报告 SF-1024",
    "proof_pages": "12-13",
    "is_confirmed": True,
    "source": "typed",
    "edit": 1,
}

ROW_BODY: dict[str, object] = {
    "edit": 0,
    "response": "80 MPa",
    "stated": "",
    "explanation": "",
    "proof_name": "第三方检测报告 SF-1024",
    "proof_pages": "12-13",
    "is_confirmed": True,
}

ANSWER_DETAIL: dict[str, object] = {**ANSWER, "rows": [ROW]}
