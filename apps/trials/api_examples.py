"""Examples of the API of trials, as the OpenAPI document shows them."""

from __future__ import annotations

_MAKER = {"id": 7, "name": "启明仪器（示例）", "kind": "maker", "is_verified": True}

READING_BODY: dict[str, object] = {
    "parameter": "lc.max_pressure",
    "text": "61.5 MPa",
    "method": "JJG 705-2014",
    "measured_on": "2026-11-10",
    "is_accredited": True,
}

READING: dict[str, object] = {
    "id": 88,
    "parameter": "lc.max_pressure",
    "name": "最高耐压",
    "asked_text": "≥62 MPa",
    "text": "61.5 MPa",
    "condition": "",
    "method": "JJG 705-2014",
    "is_accredited": True,
    "measured_on": "2026-11-10",
    "expires_on": None,
    "note": "",
    "recorded_at": "2026-11-10T15:12:00+08:00",
}

TRIAL: dict[str, object] = {
    "id": 12,
    "code": "SY-2026-0012",
    "product": {"id": 601, "model": "SY-600", "name": "高效液相色谱仪", "maker": _MAKER},
    "demand": 417,
    "institution": {"id": 12, "name": "江畔大学（示例）", "kind": "institution", "is_verified": True},
    "evaluation_centre": {"id": 31, "name": "中原计量评价中心（示例）", "kind": "evaluation", "is_verified": True},
    "status": "running",
    "purpose": "验证 1.1 最高耐压",
    "serial_number": "SY600-2026-0042",
    "conclusion": "",
    "is_sample": True,
    "created_at": "2026-11-03T09:00:00+08:00",
    "updated_at": "2026-11-10T15:12:00+08:00",
}

TRIAL_DETAIL: dict[str, object] = {**TRIAL, "readings": [READING], "next_steps": ["report"], "may_record": True}
