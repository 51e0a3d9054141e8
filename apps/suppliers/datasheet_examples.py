"""Examples of the API of datasheets, as the OpenAPI document shows them."""

from __future__ import annotations

DATASHEET_BODY: dict[str, object] = {
    "text": "SY-600 高效液相色谱仪\n最高耐压：62 MPa（9000 psi）\n流速范围：0.001～10 mL/min",
    "category": "010501",
}

DATASHEET: dict[str, object] = {
    "id": 31,
    "name": "SY-600 样本.docx",
    "state": "read",
    "message": "",
    "title": "SY-600 高效液相色谱仪",
    "product": None,
    "category": "010501",
    "models": [],
    "chosen": None,
    "is_sample": True,
    "created_at": "2026-11-20T09:30:00+08:00",
}

DATASHEET_DETAIL: dict[str, object] = {
    **DATASHEET,
    "proposals": [
        {
            "id": 801,
            "parameter": "lc.max_pressure",
            "printed_name": "最高耐压",
            "group": "输液泵",
            "text": "62 MPa（9000 psi）",
            "condition": "",
            "kind": "exact",
            "reading": "62 MPa",
            "is_understood": True,
            "place": "表 1 第 4 行",
            "note": "",
            "evidence": "SY-600 样本.docx 表 1 第 4 行",
            "confidence": 98,
            "doubt": "",
            "is_quiet": False,
            "decision": "open",
            "standing": "new",
            "present": "",
        }
    ],
    "missing": ["lc.flow_accuracy", "lc.injection_volume"],
}
