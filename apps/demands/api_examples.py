"""Examples of the API of demands, as the OpenAPI document shows them."""

from __future__ import annotations

ROW_BODY: dict[str, object] = {
    "name": "最高耐压",
    "op": ">=",
    "value": "60",
    "unit": "MPa",
    "mark": "mandatory",
    "clause": "1.1",
}

FACTS_BODY: dict[str, object] = {
    "title": "超高效液相色谱仪",
    "category": "010402",
    "purpose": "天然产物分离",
    "quantity": 1,
    "budget_yuan": "450000.00",
    "is_budget_public": True,
    "delivery_days": 60,
    "province_code": "33",
    "answers_until": "2026-12-20",
}

DEMAND_BODY: dict[str, object] = {**FACTS_BODY, "rows": [ROW_BODY]}

REQUIREMENT: dict[str, object] = {
    "id": 5501,
    "position": 1,
    "line": 1,
    "alternative": 0,
    "clause": "1.1",
    "scope": "technical",
    "mark": "mandatory",
    "parameter": "lc.max_pressure",
    "name": "最高耐压",
    "group": "",
    "op": ">=",
    "lo": "60",
    "hi": "",
    "unit": "MPa",
    "members": [],
    "value_text": "",
    "is_strict": False,
    "condition": "",
    "asked": "≥ 60 MPa",
    "raw_text": "最高耐压 ≥ 60 MPa",
    "span": [0, 13],
    "confidence": 100,
    "needs_review": False,
    "review_reason": "",
    "is_confirmed": True,
    "revision": 1,
}

DOCUMENT: dict[str, object] = {
    "id": 91,
    "name": "粘贴的文字",
    "state": "waiting",
    "message": "",
    "lines_total": 0,
    "lines_read": 0,
}

DOCUMENT_DETAIL: dict[str, object] = {
    "id": 92,
    "name": "招标文件.docx",
    "state": "choosing",
    "message": "",
    "lines_total": 0,
    "lines_read": 0,
    "packages": [
        {
            "number": 1,
            "title": "超高效液相色谱仪",
            "budget_yuan": "450000.00",
            "quantity": 1,
            "delivery_days": 60,
            "technical": 14,
            "commercial": 3,
            "mandatory": 4,
            "place": "none",
            "demand": None,
        }
    ],
}

DEMAND: dict[str, object] = {
    "id": 417,
    "code": "XQ-2026-0417",
    "status": "published",
    "institution": {"id": 12, "name": "江畔大学（示例）", "kind": "institution", "is_verified": True},
    "is_sample": True,
    "version": 1,
    "stage": "published",
    "title": "超高效液相色谱仪",
    "category": {"code": "010402", "name_zh": "液相色谱仪", "name_en": "Liquid chromatograph"},
    "purpose": "天然产物分离",
    "quantity": 1,
    "is_budget_public": True,
    "budget_yuan": "450000.00",
    "delivery_days": 60,
    "province_code": "33",
    "answers_until": "2026-12-20",
    "published_at": "2026-11-20T09:29:58+08:00",
    "updated_at": "2026-11-20T09:29:58+08:00",
}

DEMAND_DETAIL: dict[str, object] = {
    **DEMAND,
    "change_note": "",
    "versions": [1],
    "requirements": [REQUIREMENT],
    "documents": [],
    "contact_name": None,
    "contact_phone": None,
}
