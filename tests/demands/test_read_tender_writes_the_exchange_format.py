"""`manage.py read_tender` gives one object a file, in order, with rows and readings; a refused file says why."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.management import call_command

from examples.make_examples import write_centrifuge_table, write_lcms_tender
from tests.demands.documents.amendments import amendment_by_table
from tests.demands.documents.tenders import nothing_to_ask


def _read(tmp_path: Path, *names: str) -> list[dict[str, object]]:
    call_command("read_tender", str(tmp_path / "out.json"), *(str(tmp_path / name) for name in names), verbosity=0)
    found: list[dict[str, object]] = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    return found


def test_files_come_back_in_order_with_facts_rows_and_readings(tmp_path: Path) -> None:
    write_lcms_tender(tmp_path / "a.docx")
    write_centrifuge_table(tmp_path / "b.xlsx")
    first, second = _read(tmp_path, "a.docx", "b.xlsx")
    assert (first["file"], second["file"]) == ("a.docx", "b.xlsx")
    package = first["packages"][0]  # type: ignore[index]
    facts = {name: package[name] for name in ("instrument", "budget", "quantity", "delivery_days")}
    assert facts == {"instrument": "三重四极杆液质联用仪", "budget": 2_600_000, "quantity": 1, "delivery_days": 90}
    row = package["requirements"][0]
    assert (row["text"], row["mark"], row["kind"], row["number"]) == (
        "质量范围：m/z 5～2000；",
        "★",
        "technical",
        "3.1.1",
    )
    reading = row["requirements"][0]
    assert (reading["op"], reading["lo"], reading["hi"], reading["unit"]) == ("range", 5, 2000, "m/z")
    assert (reading["mandatory"], reading["mark"]) == (True, "★")


def test_a_file_that_cannot_be_read_says_why_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 and nothing behind it")
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    write_lcms_tender(tmp_path / "a.docx")
    broken, letter, missing, good = _read(tmp_path, "broken.docx", "letter.pdf", "missing.docx", "a.docx")
    assert "损坏" in str(broken["error"])
    assert "PDF" in str(letter["error"])
    assert missing["error"]
    assert "error" not in good


def test_a_document_without_requirements_gives_no_rows(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(nothing_to_ask())
    (letter,) = _read(tmp_path, "letter.docx")
    assert (letter["packages"], "diff" in letter) == ([], False)


def test_an_amendment_gives_what_it_changes(tmp_path: Path) -> None:
    (tmp_path / "change.docx").write_bytes(amendment_by_table())
    (change,) = _read(tmp_path, "change.docx")
    assert change["diff"] == {
        "changed": [
            {"old": "温度范围：4K～450K", "new": "温度范围：6K～450K", "mark": "▲"},
            {"old": "交货期：合同签订后90日内", "new": "交货期：合同签订后150日内", "mark": None},
        ],
        "deleted": ["样品台具备60°原位倾转功能"],
        "added": [
            {"text": "显微镜：7:1变倍，分辨率≤2μm", "mark": None},
            {"text": "停电后磁体自动泄放能量", "mark": "▲"},
        ],
    }
