"""Examples of the API of products, as the OpenAPI document shows them."""

from __future__ import annotations

PRODUCT_BODY: dict[str, object] = {
    "category": "010402",
    "name": "高效液相色谱仪",
    "model": "SY-600",
    "price_yuan": "298000.00",
    "lead_time_days": 45,
    "warranty_months": 24,
    "origin": "domestic",
    "place_of_production": "浙江杭州",
    "has_trial_unit": True,
    "specs": [
        {
            "parameter": "lc.max_pressure",
            "text": "≥62 MPa",
            "asked_rung": 3,
            "evidence": "第三方检测报告 CS-2026-018 第 3 页",
        }
    ],
    "certificates": [{"title": "型式评价报告", "number": "XP-2026-07", "issued_on": "2026-03-01"}],
}

PRODUCT: dict[str, object] = {
    "id": 601,
    "name": "高效液相色谱仪",
    "model": "SY-600",
    "brand": "",
    "category": {"code": "010402", "name_zh": "液相色谱仪", "name_en": "Liquid chromatograph"},
    "maker": {"id": 7, "name": "启明仪器（示例）", "kind": "maker", "is_verified": True},
    "price_yuan": "298000.00",
    "lead_time_days": 45,
    "warranty_months": 24,
    "origin": "domestic",
    "is_domestic": True,
    "has_trial_unit": True,
    "is_reference": False,
    "is_sample": True,
    "status": "published",
    "revision": 3,
    "published_at": "2026-11-02T10:00:00+08:00",
    "updated_at": "2026-11-18T16:20:00+08:00",
}

PRODUCT_DETAIL: dict[str, object] = {
    **PRODUCT,
    "summary": "双元高压梯度输液。",
    "place_of_production": "浙江杭州",
    "domestic": {"standing": "domestic", "reason": "在中国境内生产（浙江杭州）", "rule_version": 1},
    "specs": [
        {
            "id": 9001,
            "parameter": "lc.max_pressure",
            "name": "最高耐压",
            "text": "≥62 MPa",
            "kind": "at_least",
            "lo": "62",
            "hi": "",
            "unit": "MPa",
            "members": [],
            "has": None,
            "is_strict": False,
            "is_approximate": False,
            "condition": "",
            "reading": "≥62 MPa",
            "rung": 3,
            "evidence": "第三方检测报告 CS-2026-018 第 3 页",
            "expires_on": None,
            "is_expired": False,
            "is_recorded": False,
            "counts": True,
            "asked_rung": None,
        }
    ],
    "certificates": [
        {"title": "型式评价报告", "number": "XP-2026-07", "issuer": "", "issued_on": "2026-03-01", "expires_on": None}
    ],
}
