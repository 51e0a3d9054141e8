"""Examples of the API of matching, as the OpenAPI document shows them."""

from __future__ import annotations

_INSTITUTION = {"id": 12, "name": "江畔大学（示例）", "kind": "institution", "is_verified": True}
_DEMAND = {"id": 417, "code": "XQ-2026-0417", "title": "超高效液相色谱仪", "institution": _INSTITUTION}

RUN: dict[str, object] = {
    "id": 123,
    "code": "R-000123",
    "demand": _DEMAND,
    "version": 1,
    "category": {"code": "010402", "name_zh": "液相色谱仪", "name_en": "Liquid chromatograph"},
    "state": "done",
    "cause": "published",
    "is_current": True,
    "engine_version": "2",
    "weights_version": "1",
    "scope": "family",
    "compared_count": 38,
    "eligible_count": 6,
    "open_count": 9,
    "ineligible_count": 23,
    "one_clause_short_count": 7,
    "duration_ms": 41,
    "requested_at": "2026-11-20T09:29:58+08:00",
    "finished_at": "2026-11-20T09:30:00+08:00",
}

RUN_DETAIL: dict[str, object] = {
    **RUN,
    "clauses": [
        {
            "requirement": 5501,
            "clause": "1.1",
            "mark": "mandatory",
            "name": "最高耐压",
            "asked": "≥ 60 MPa",
            "passed": 11,
            "total": 38,
            "is_tightest": True,
        }
    ],
}

MATCH: dict[str, object] = {
    "id": 7001,
    "run": 123,
    "demand": _DEMAND,
    "product": {
        "id": 601,
        "model": "SY-600",
        "name": "高效液相色谱仪",
        "maker": {"id": 7, "name": "启明仪器（示例）", "kind": "maker", "is_verified": True},
        "price_yuan": "298000.00",
        "lead_time_days": 45,
        "has_trial_unit": True,
    },
    "product_revision": 3,
    "is_reference": False,
    "rank": 1,
    "outcome": "eligible",
    "is_verified": False,
    "is_near": False,
    "positive_count": 1,
    "meets_count": 0,
    "negative_count": 0,
    "unanswered_count": 0,
    "manual_count": 0,
    "mandatory_negative_count": 0,
    "distance_ppm": 0,
    "score": "87.25",
    "parts": [{"label": "★条款", "points": "40.00", "of": "40.00"}],
    "is_within_budget": True,
    "is_in_time": True,
}

MATCH_DETAIL: dict[str, object] = {
    **MATCH,
    "rows": [
        {
            "position": 1,
            "clause": "1.1",
            "mark": "mandatory",
            "parameter": "lc.max_pressure",
            "name": "最高耐压",
            "asked_text": "最高耐压≥60MPa",
            "asked": "≥ 60 MPa",
            "answer": "≥62 MPa",
            "verdict": "positive",
            "reason_code": "better",
            "sentence": "62 MPa 高于要求的 60 MPa。",
            "margin_percent": "3.3",
            "distance_ppm": 0,
            "rung": 3,
            "evidence": "第三方检测报告 CS-2026-018 第 3 页",
            "is_evidence_expired": False,
        }
    ],
    "xlsx_url": "https://yiqiao.example/api/v1/matches/7001/deviation.xlsx",
    "docx_url": "https://yiqiao.example/api/v1/matches/7001/deviation.docx",
}

CHECKUP: dict[str, object] = {
    "demand": 417,
    "version": 1,
    "total": {"makers": 17, "products": 41},
    "surviving": {"makers": 2, "products": 3},
    "fulfilling": {"makers": 2, "products": 2},
    "unclear": {"makers": 1, "products": 1},
    "clauses": [
        {
            "row": 3,
            "name": "3.3 质量精度",
            "asked": "≤ 0.9 ppm",
            "makers": 4,
            "products": 6,
            "fulfilling_makers": 4,
            "fulfilling_products": 5,
            "cumulative_makers": 2,
            "cumulative_products": 3,
            "is_tightest": True,
        }
    ],
    "findings": [
        {
            "rule": "R-03",
            "severity": "negative",
            "title": "品牌字样",
            "text": "第 15 行“兰博谱”。",
            "source": "参数编写惯例：不写公司、品牌、型号",
            "rows": [15],
        }
    ],
    "rows_digest": "9f2c6f0e9c1f4a4bb4a1f1d8f0e8a1b2c3d4e5f60718293a4b5c6d7e8f901234",
    "engine_version": "2",
}

RELAXATIONS: dict[str, object] = {
    "demand": 417,
    "version": 1,
    "is_needed": True,
    "is_complete": True,
    "makers": 2,
    "products": 2,
    "open_makers": 1,
    "open_products": 1,
    "alternatives": [
        {
            "key": "0f1e2d3c4b5a6978",
            "distance": "0.105361",
            "makers": 3,
            "products": 4,
            "changes": [
                {
                    "requirement": 5503,
                    "name": "3.3 质量精度",
                    "before": "≤ 0.9 ppm",
                    "after": "≤ 1 ppm",
                    "lowers_mark": False,
                }
            ],
        }
    ],
}
