"""Examples of the API of the taxonomy, as the OpenAPI document shows them."""

from __future__ import annotations

from collections.abc import Mapping

CATEGORY: Mapping[str, object] = {
    "code": "010402",
    "name_zh": "液相色谱仪",
    "name_en": "Liquid chromatograph",
    "aliases": ["HPLC", "高效液相色谱仪"],
    "level": 3,
    "parent": "0104",
    "family": "lc",
    "is_active": True,
}

PARAMETER: Mapping[str, object] = {
    "code": "lc.max_pressure",
    "name_zh": "最高耐压",
    "name_en": "Maximum pressure",
    "aliases": ["耐压", "最大压力"],
    "kind": "number",
    "quantity": "pressure",
    "unit": "MPa",
    "better": "higher",
    "settable": False,
    "conditions": [],
}

CATEGORY_DETAIL: Mapping[str, object] = {
    **CATEGORY,
    "ancestors": [],
    "children": [],
    "competes_with": [],
    "template": [{"parameter": PARAMETER, "group": "输液泵", "origin": "010402"}],
}

PARSE_BODY: Mapping[str, object] = {"text": "★1.1 最高耐压≥60MPa", "instrument": "液相色谱仪"}

PARSED: Mapping[str, object] = {
    "category": "010402",
    "lines": [
        {
            "text": "★1.1 最高耐压≥60MPa",
            "requirements": [
                {
                    "parameter": "最高耐压",
                    "parameter_code": "lc.max_pressure",
                    "op": ">=",
                    "lo": 60,
                    "hi": None,
                    "unit": "MPa",
                    "values": None,
                    "value": None,
                    "mandatory": True,
                    "mark": "★",
                    "condition": None,
                    "group": None,
                    "span": [5, 15],
                    "confidence": 100,
                    "review": False,
                }
            ],
        }
    ],
}

PROPOSAL: Mapping[str, object] = {
    "id": 7,
    "category": {"code": "010402", "name_zh": "液相色谱仪", "name_en": "Liquid chromatograph"},
    "name": "承压上限",
    "state": "open",
    "parameter": None,
    "reason": "",
    "documents": 5,
    "organisations": 4,
    "rows": 6,
    "first_seen": "2026-03-02T09:00:00+08:00",
    "last_seen": "2026-05-11T15:30:00+08:00",
    "decided_at": None,
}

PROPOSAL_DETAIL: Mapping[str, object] = {
    **PROPOSAL,
    "spellings": [{"name": "承压上限", "times": 6}],
    "around": {
        "groups": ["输液泵"],
        "units": ["MPa"],
        "examples": ["输液泵承压上限不低于 62MPa"],
        "is_hidden": False,
    },
    "candidates": [{"code": "lc.max_pressure", "name": "最高耐压", "score": 57}],
}

NEW_PARAMETER: Mapping[str, object] = {
    "code": "lc.delay_volume",
    "name_zh": "延迟体积",
    "name_en": "Delay volume",
    "kind": "number",
    "unit": "μL",
    "quantity": "volume",
    "better": "lower",
    "settable": False,
    "conditions": [],
    "group": "输液泵",
}
