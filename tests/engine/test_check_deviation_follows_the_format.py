"""`check_deviation` on re-authored cases, one demand a rule, and on files that are broken in every way."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.matching.engine.cases import read_parameter
from apps.matching.engine.checking import check_file

RULES = Path(__file__).parent / "data" / "rules.json"
SHARED = os.environ.get("YIQIAO_MATCHING_CASES", "")

Document = dict[str, Any]


def checked(cases: Path, folder: Path) -> Mapping[tuple[str, str], Document]:
    out = folder / "out.json"
    check_file(cases, out)
    results = json.loads(out.read_text(encoding="utf-8"))["results"]
    return {(each["demand"], each["product"]): each for each in results}


def assert_all_as_expected(cases: Path, folder: Path) -> None:
    """Rows, outcome and flags of every expected pair; the list of differences is the message."""
    given = checked(cases, folder)
    wrong = []
    for each in json.loads(cases.read_text(encoding="utf-8"))["classes"]:
        for pair in each["expected"]:
            found = given[pair["demand"], pair["product"]]
            rows = {row["no"]: row["verdict"] for row in found["rows"]}
            wrong += [
                (pair["demand"], row, rows[row["no"]]) for row in pair["rows"] if rows[row["no"]] != row["verdict"]
            ]
            flags = ("outcome", "budget_ok", "delivery_ok")
            wrong += [(pair["demand"], pair["product"], flag) for flag in flags if found[flag] != pair[flag]]
    assert wrong == []


def test_every_rule_of_the_verdicts_holds(tmp_path: Path) -> None:
    assert_all_as_expected(RULES, tmp_path)


@pytest.mark.skipif(
    not SHARED, reason="set YIQIAO_MATCHING_CASES to a file of annotated cases (docs/algorithms/verdict.md)"
)
def test_the_annotated_cases_hold(tmp_path: Path) -> None:
    assert_all_as_expected(Path(SHARED), tmp_path)


BETTER_SIDES = [
    ("最高转速", "rot", ""),
    ("进样体积", "volume", ""),
    ("质量分辨率", "count", ""),
    ("位移分辨率", "length", "lower"),
    ("极限真空度", "pressure", "lower"),
    ("信噪比", "snr", ""),
    ("基线噪声", "absorb", "lower"),
    ("升温时间", "time", "lower"),
    ("续航时间", "time", ""),
]


@pytest.mark.parametrize(("name", "quantity", "better"), BETTER_SIDES)
def test_the_name_of_a_parameter_tells_on_which_side_up_to_is_better(name: str, quantity: str, better: str) -> None:
    assert read_parameter({"code": "x", "name": name, "quantity": quantity}).better == better


def test_every_row_has_a_reason_in_words(tmp_path: Path) -> None:
    for result in checked(RULES, tmp_path).values():
        assert all(row["reason"].strip() and "{" not in row["reason"] for row in result["rows"])


def test_the_command_writes_the_file_and_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_deviation", str(RULES), str(tmp_path / "out.json"))
    assert "45 pairs, 165 rows, 0 errors" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No such file"):
        call_command("check_deviation", str(tmp_path / "none.json"), str(tmp_path / "out.json"))


def broken(**changes: object) -> Document:
    """The cases of rule R5 with some fields of the class replaced."""
    document: Document = json.loads(RULES.read_text(encoding="utf-8"))
    document["classes"][0] |= {"demands": [d for d in document["classes"][0]["demands"] if d["id"] == "RIG-R5"]}
    document["classes"][0] |= changes
    return document


def check_text(text: str, folder: Path) -> Document:
    cases, out = folder / "cases.json", folder / "out.json"
    cases.write_text(text, encoding="utf-8")
    check_file(cases, out)
    document: Document = json.loads(out.read_text(encoding="utf-8"))
    return document


HOSTILE_SPECS: list[Document] = [
    {},
    {"code": "turn"},
    {"code": "turn", "kind": "exact"},
    {"code": "turn", "kind": "exact", "value": None, "unit": "rpm"},
    {"code": "turn", "kind": "exact", "value": True, "unit": "rpm"},
    {"code": "turn", "kind": "exact", "value": [3000], "unit": "rpm"},
    {"code": "turn", "kind": "exact", "value": "3000转", "unit": "rpm"},
    {"code": "turn", "kind": "exact", "value": "1e999999999", "unit": "rpm"},
    {"code": "turn", "kind": "exact", "value": "1/0", "unit": "rpm"},
    {"code": "turn", "kind": "range", "lo": 3000, "unit": "rpm"},
    {"code": "turn", "kind": "set", "values": "3000", "unit": "rpm"},
    {"code": "turn", "kind": "set", "values": [], "unit": "rpm"},
    {"code": "turn", "kind": "bool", "value": "具备"},
    {"code": "turn", "kind": {"a": 1}, "value": 3000},
    {"code": "turn", "kind": "exact", "value": 3000, "unit": ["rpm"]},
    {"code": "turn", "kind": "exact", "value": 3000, "unit": "rpm", "condition": ["x"]},
    {"code": "turn", "kind": "text", "value": "3000"},
]


@pytest.mark.parametrize("spec", HOSTILE_SPECS)
def test_an_unreadable_answer_never_gets_a_confident_verdict(spec: Document, tmp_path: Path) -> None:
    product = {"id": "X", "specs": [spec]}
    document = broken(products=[product])
    rows = check_text(json.dumps(document), tmp_path)["results"][0]["rows"]
    assert {row["verdict"] for row in rows} <= {"需人工", "未响应"}


HOSTILE_NUMBERS = ["1e999999", "-1e999999", "NaN", "Infinity", "-Infinity", "9" * 5000, "0." + "1" * 9000]


@pytest.mark.parametrize("number", HOSTILE_NUMBERS)
def test_absurd_numbers_neither_stop_the_run_nor_decide_a_row(number: str, tmp_path: Path) -> None:
    document = broken(
        products=[{"id": "X", "specs": [{"code": "turn", "kind": "at_most", "value": 77, "unit": "rpm"}]}]
    )
    text = json.dumps(document).replace('"value": 77', f'"value": {number}')
    assert text != json.dumps(document)
    row = check_text(text, tmp_path)["results"][0]["rows"][0]
    assert row["verdict"] == "需人工"


HOSTILE_REQUIREMENTS: list[Document] = [
    {},
    {"no": 1, "code": "turn", "op": None},
    {"no": 1, "code": "turn", "op": ">=", "lo": "多"},
    {"no": 1, "code": "turn", "op": "range", "lo": 1},
    {"no": 1, "code": "turn", "op": "±", "lo": -1, "hi": 2, "unit": "rpm"},
    {"no": 1, "code": "turn", "op": "any"},
    {"no": 1, "code": "turn", "op": "any", "alternatives": [{}]},
    {"no": 1, "code": "turn", "op": "set", "values": []},
    {"no": 1, "code": "turn", "op": "=", "value": "约3000"},
    {"no": 1, "code": "turn", "op": "=", "lo": 1, "hi": 2, "unit": "rpm"},
    {"no": 1, "code": "auto", "op": "bool", "value": False},
    {"no": 1, "code": "turn", "op": "=", "lo": 3000, "hi": 3000, "unit": "rpm", "tolerance": "5%"},
    {"no": [1], "code": ["turn"], "op": ">=", "lo": 1, "mark": ["★"], "mandatory": "yes"},
]


@pytest.mark.parametrize("requirement", HOSTILE_REQUIREMENTS)
def test_an_unreadable_requirement_never_gets_a_confident_verdict(requirement: Document, tmp_path: Path) -> None:
    document = broken(demands=[{"id": "D", "requirements": [requirement]}])
    for result in check_text(json.dumps(document), tmp_path)["results"]:
        assert {row["verdict"] for row in result["rows"]} <= {"需人工", "未响应"}


def test_half_a_surrogate_pair_does_not_stop_the_run(tmp_path: Path) -> None:
    text = json.dumps(broken(products=[{"id": "X", "specs": [{"code": "turn", "kind": "text", "text": "\ud800"}]}]))
    assert "\\ud800" in text
    assert check_text(text, tmp_path)["results"][0]["rows"][0]["verdict"] == "需人工"


def test_products_and_demands_without_an_id_are_reported_and_the_rest_is_judged(tmp_path: Path) -> None:
    document = broken()
    document["classes"][0]["products"].append({"specs": []})
    document["classes"][0]["demands"].append("not a demand")
    written = check_text(json.dumps(document), tmp_path)
    assert len(written["results"]) == 3
    assert written["errors"] == ["class RIG: 1 products or demands have no id"]


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"', "[" * 100_000])
def test_a_file_that_holds_no_cases_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r".+"):
        check_text(text, tmp_path)


@pytest.mark.parametrize(
    "text", ["{}", '{"classes": 3}', '{"classes": [1, {}]}', '{"units": {"m": 3, "n": {"x": "y"}}}']
)
def test_a_file_with_nothing_to_judge_gives_no_results(text: str, tmp_path: Path) -> None:
    assert check_text(text, tmp_path)["results"] == []
