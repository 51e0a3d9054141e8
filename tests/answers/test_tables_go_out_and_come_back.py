"""The tables in tender layout, filled in outside, come back: known again, compared, applied in one step, undone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from apps.answers import uploads
from apps.answers.documents import answer_docx, answer_xlsx, digest_of, read_key
from apps.answers.models import Answer, AnswerUpload
from apps.answers.planning import Plan
from apps.answers.selectors import rows_of
from apps.matching.documents import COLUMNS, COMMERCIAL_COLUMNS
from kernel.errors import Conflict, InvalidInput, NotFound, TransitionRefused
from kernel.models import OutboxRow
from kernel.outbox import execute
from tests.answers.build import make_answer, row_of, write
from tests.cast import Cast, acting, organisation_of
from tests.kernel.office_files import HOSTILE
from tests.support.market import make_demand

RESPONSE, DEVIATION, EXPLANATION, PROOF, KEY = 5, 6, 7, 8, 9
Change = Callable[[Worksheet, dict[str, int]], object]


@pytest.fixture
def answer(cast: Cast) -> Answer:
    """An answer with a bit of everything: own words, a stated row, an open one, texts that look like formulas."""
    made = make_answer(cast)
    write(made, "2.5", cast, response='=HYPERLINK("x")', stated="meets", proof_name="软件说明书", proof_pages="3、7-9")
    write(made, "2.3", cast, explanation="含机柜实测，偏差可接受")
    write(made, "4.3", cast, response="培训 3 人\n含食宿")
    return made


def exported(answer: Answer) -> bytes:
    return answer_xlsx(answer, rows_of(answer))


def places(sheet: Worksheet) -> dict[str, int]:
    """Clause → row number in the sheet, below its head."""
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "序号")
    found: dict[str, int] = {}
    for row in sheet.iter_rows(min_row=head + 1):
        if row[1].value:
            found[str(row[1].value)] = int(row[0].row or 0)
    return found


def changed(data: bytes, change: Change, *, sheet: int = 0) -> bytes:
    """The workbook as somebody leaves it who has opened it in Excel."""
    book = load_workbook(io.BytesIO(data))
    change(book.worksheets[sheet], places(book.worksheets[sheet]))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def bring_back(answer: Answer, data: bytes, cast: Cast) -> AnswerUpload:
    """Upload and read, as the worker does, through the limited child."""
    upload = uploads.create_upload(
        answer.pk, file=io.BytesIO(data), file_name="应答表.xlsx", actor=acting(cast.sales_engineer)
    )
    execute(OutboxRow.objects.get(topic=uploads.TOPIC, payload={"upload_id": upload.pk}).pk)
    return uploads.upload_for(acting(cast.sales_engineer), upload.pk)


def plan(answer: Answer, change: Change, cast: Cast, *, sheet: int = 0) -> Plan:
    return uploads.plan_for(bring_back(answer, changed(exported(answer), change, sheet=sheet), cast))


def said(of: Plan) -> dict[str, list[tuple[str, str, str]]]:
    """Clause → what would change."""
    return {
        row.row.requirement.clause: [(each.label, each.before, each.after) for each in row.changes]
        for row in of.rows
        if row.changes
    }


# ---- out ----------------------------------------------------------------------------------------------------------


def test_the_workbook_has_both_tables_in_tender_layout(answer: Answer) -> None:
    book = load_workbook(io.BytesIO(exported(answer)))
    assert book.sheetnames == ["技术参数偏离表", "商务偏离表"]
    for sheet, columns in zip(book.worksheets, (COLUMNS, COMMERCIAL_COLUMNS), strict=True):
        head = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "序号")
        assert tuple(head[:8]) == columns
        number = next(row[0].row for row in sheet.iter_rows() if row[0].value == "序号")
        assert sheet.print_title_rows == f"${number}:${number}"
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
        assert sheet.column_dimensions["I"].hidden
    texts = [str(value) for row in book.worksheets[0].iter_rows(values_only=True) for value in row if value]
    for expected in ("测试色谱仪采购", "启明仪器（示例）", "项目名称", "供应商", "日期"):
        assert any(expected in text for text in texts), expected
    assert any("投标人（盖章）" in text for text in texts)


def test_open_rows_print_an_open_deviation_and_the_reason(answer: Answer, cast: Cast) -> None:
    write(answer, "2.6", cast, response="120 μL")
    sheet = load_workbook(io.BytesIO(exported(answer))).worksheets[0]
    at = places(sheet)
    assert sheet.cell(at["2.4"], DEVIATION).value in (None, "")
    assert str(sheet.cell(at["2.4"], EXPLANATION).value).startswith("未响应：")
    assert sheet.cell(at["2.6"], DEVIATION).value in (None, "")
    assert str(sheet.cell(at["2.6"], EXPLANATION).value).startswith("需人工：")
    assert sheet.cell(at["2.1"], DEVIATION).value == "正偏离"
    assert sheet.cell(at["2.3"], DEVIATION).value == "负偏离"
    assert sheet.cell(at["2.3"], EXPLANATION).value == "含机柜实测，偏差可接受"
    assert sheet.cell(at["2.5"], DEVIATION).value == "无偏离"  # as the maker states
    assert sheet.cell(at["2.1"], PROOF).value == "第三方检测报告 SF-1024 第 12-13 页"


def test_no_cell_is_a_formula(answer: Answer) -> None:
    book = load_workbook(io.BytesIO(exported(answer)))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    sheet = book.worksheets[0]
    assert sheet.cell(places(sheet)["2.5"], RESPONSE).value == '\'=HYPERLINK("x")'


def test_the_word_file_has_a_page_for_each_table_landscape_with_repeated_heads(answer: Answer) -> None:
    document = Document(io.BytesIO(answer_docx(answer, rows_of(answer))))
    heads = [tuple(cell.text for cell in table.rows[0].cells) for table in document.tables]
    assert heads == [COLUMNS, COMMERCIAL_COLUMNS]
    assert all("tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert not any("YD" in cell.text for table in document.tables for row in table.rows for cell in row.cells)


# ---- back: the same ------------------------------------------------------------------------------------------------


def test_what_goes_out_comes_back_without_a_change(answer: Answer, cast: Cast) -> None:
    found = uploads.plan_for(bring_back(answer, exported(answer), cast))
    assert len(found.rows) == answer.rows.count()
    assert (said(found), found.unknown, found.missing, found.wrong) == ({}, (), (), ())


def test_it_comes_back_the_same_through_another_program(answer: Answer, cast: Cast) -> None:
    """Values alone, copied into a new workbook: no styles, no hidden column, no size of the sheet."""

    def copied() -> bytes:
        book, target = load_workbook(io.BytesIO(exported(answer))), Workbook()
        target.remove(target.worksheets[0])
        for sheet in book:
            copy = target.create_sheet(sheet.title)
            for row in sheet.iter_rows(max_col=8, values_only=True):
                copy.append(row)
        buffer = io.BytesIO()
        target.save(buffer)
        return buffer.getvalue()

    found = uploads.plan_for(bring_back(answer, copied(), cast))
    assert (said(found), found.unknown, found.missing) == ({}, (), ())
    assert {row.by for row in found.rows} == {"both"}


# ---- back: filled in ------------------------------------------------------------------------------------------------


def fill(sheet: Worksheet, at: dict[str, int]) -> None:
    """What a sales engineer does to it."""
    sheet.cell(at["2.3"], RESPONSE, "58 dB")
    sheet.cell(at["2.4"], RESPONSE, "具备")
    sheet.cell(at["2.4"], PROOF, "产品彩页 P7")
    sheet.cell(at["2.6"], RESPONSE, "120 μL")
    sheet.cell(at["2.6"], DEVIATION, "正偏离")
    sheet.cell(at["2.2"], PROOF).value = None


def test_the_look_before_the_step_says_what_changes_and_what_comes_of_it(answer: Answer, cast: Cast) -> None:
    write(answer, "2.2", cast, proof_name="说明书", proof_pages="2")
    found = plan(answer, fill, cast)
    assert said(found) == {
        "2.2": [("证明材料", "说明书", ""), ("页码", "2", "")],
        "2.3": [("投标响应", "62 dB", "58 dB")],
        "2.4": [("投标响应", "", "具备"), ("证明材料", "", "产品彩页"), ("页码", "", "7")],
        "2.6": [("投标响应", "", "120 μL"), ("自评偏离", "", "正偏离")],
    }
    verdicts = {row.row.requirement.clause: (row.verdict_before, row.verdict_after) for row in found.applied}
    assert verdicts["2.3"] == ("negative", "positive")
    assert verdicts["2.6"] == ("unanswered", "manual")
    assert row_of(answer, "2.3").response == "62 dB", "looking writes nothing"


def test_one_step_writes_all_and_one_step_takes_all_back(answer: Answer, cast: Cast) -> None:
    before = snapshot(answer)
    upload = bring_back(answer, changed(exported(answer), fill), cast)
    actor = acting(cast.sales_engineer)
    assert uploads.apply_upload(upload.pk, token=uploads.plan_for(upload).token, actor=actor) == 3
    row = row_of(answer, "2.4")
    assert (row.response, row.verdict, row.proof_name, row.proof_pages, row.source, row.is_confirmed) == (
        "具备", "meets", "产品彩页", "7", "file", True,
    )  # fmt: skip
    assert (row_of(answer, "2.6").stated, row_of(answer, "2.3").explanation) == ("positive", "含机柜实测，偏差可接受")
    again = uploads.plan_for(bring_back(answer, changed(exported(answer), fill), cast))
    assert said(again) == {}
    assert uploads.undo_upload(upload.pk, actor=actor) == 3
    assert snapshot(answer) == before


def snapshot(answer: Answer) -> list[dict[str, Any]]:
    return list(answer.rows.order_by("pk").values(*uploads.KEPT))


def test_moved_sorted_and_inserted_rows_are_known_again(answer: Answer, cast: Cast) -> None:
    def shuffle(sheet: Worksheet, at: dict[str, int]) -> None:
        first, last = min(at.values()), max(at.values())
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first, max_row=last)]
        rows.insert(2, [None, "9.9", "", "客户另加的要求", "可以", None, None, None, None])
        rows.reverse()
        for number, values in enumerate(rows, start=first):
            for column, value in enumerate(values, start=1):
                sheet.cell(number, column).value = value
        sheet.cell(places(sheet)["2.3"], RESPONSE, "57 dB")

    found = plan(answer, shuffle, cast)
    assert said(found) == {"2.3": [("投标响应", "62 dB", "57 dB")]}
    assert [each.text("clause") for each in found.unknown] == ["9.9"]
    assert found.missing == ()


def test_a_key_that_contradicts_what_stands_beside_it_is_not_believed(answer: Answer, cast: Cast) -> None:
    """Somebody sorts the visible columns alone: the hidden keys stay behind."""

    def sort_visible(sheet: Worksheet, at: dict[str, int]) -> None:
        numbers = sorted(at.values())
        rows = [[sheet.cell(number, column).value for column in range(1, 9)] for number in numbers]
        for number, values in zip(numbers, reversed(rows), strict=True):
            for column, value in enumerate(values, start=1):
                sheet.cell(number, column).value = value
        sheet.cell(places(sheet)["2.1"], RESPONSE, "75 MPa")

    found = plan(answer, sort_visible, cast)
    assert said(found) == {"2.1": [("投标响应", "80 MPa", "75 MPa")]}
    assert found.unknown == ()


def test_without_the_hidden_column_clause_and_text_tell_the_row(answer: Answer, cast: Cast) -> None:
    def cut(sheet: Worksheet, at: dict[str, int]) -> None:
        sheet.cell(at["2.3"], RESPONSE, "58 dB")
        sheet.delete_cols(KEY)
        sheet.delete_cols(3)  # 标记 as well: columns are known by their heads

    found = plan(answer, cut, cast)
    assert said(found) == {"2.3": [("投标响应", "62 dB", "58 dB")]}


def test_rows_that_are_gone_stay_as_they_are_and_are_named(answer: Answer, cast: Cast) -> None:
    found = plan(answer, lambda sheet, at: sheet.delete_rows(at["2.2"]), cast)
    assert [row.requirement.clause for row in found.missing] == ["2.2"]
    assert said(found) == {}


def test_a_column_that_is_gone_changes_nothing(answer: Answer, cast: Cast) -> None:
    found = plan(answer, lambda sheet, at: sheet.delete_cols(PROOF), cast)
    assert said(found) == {}


def test_the_commercial_sheet_is_read_as_well(answer: Answer, cast: Cast) -> None:
    found = plan(answer, lambda sheet, at: sheet.cell(at["4.1"], RESPONSE, "2年"), cast, sheet=1)
    assert said(found) == {"4.1": [("投标响应", "36 个月", "2年")]}
    assert found.applied[0].verdict_after == "negative"


def test_numbers_percentages_and_dates_of_excel_are_read_as_they_are_seen(answer: Answer, cast: Cast) -> None:
    def numbers(sheet: Worksheet, at: dict[str, int]) -> None:
        sheet.cell(at["2.1"], RESPONSE, 75).number_format = "General"
        sheet.cell(at["2.5"], RESPONSE, 0.005).number_format = "0.0%"

    found = said(plan(answer, numbers, cast))
    assert found["2.1"] == [("投标响应", "80 MPa", "75")]
    assert found["2.5"][0] == ("投标响应", '=HYPERLINK("x")', "0.5%")


def test_the_machines_own_sentence_never_becomes_the_makers(answer: Answer, cast: Cast) -> None:
    """The sentence was printed for 80 MPa; since then the row has changed on the platform."""
    file = exported(answer)
    write(answer, "2.1", cast, response="90 MPa")
    found = uploads.plan_for(bring_back(answer, changed(file, lambda sheet, at: None), cast))
    assert said(found) == {"2.1": [("投标响应", "90 MPa", "80 MPa")]}
    assert any("导出之后" in note for row in found.rows for note in row.notes)


def test_a_judged_row_keeps_its_verdict_and_the_reader_is_told(answer: Answer, cast: Cast) -> None:
    found = plan(answer, lambda sheet, at: sheet.cell(at["2.3"], DEVIATION, "无偏离"), cast)
    assert said(found) == {}
    assert any("以此为准" in note for row in found.rows for note in row.notes)


# ---- back: wrong ----------------------------------------------------------------------------------------------------


def test_errors_name_row_cell_and_value_and_the_other_rows_go_in(answer: Answer, cast: Cast) -> None:
    def spoil(sheet: Worksheet, at: dict[str, int]) -> None:
        sheet.cell(at["2.1"], PROOF, "检测报告 第 13-12 页")
        sheet.cell(at["2.2"], RESPONSE, "长" * 401)
        sheet.cell(at["2.6"], RESPONSE, "120 μL")
        sheet.cell(at["2.6"], DEVIATION, "大概没有")
        sheet.cell(at["2.4"], RESPONSE, "具备")

    found = plan(answer, spoil, cast)
    problems = {row.row.requirement.clause: row.problem for row in found.wrong}
    assert set(problems) == {"2.1", "2.2", "2.6"}
    assert "13-12" in problems["2.1"]
    assert "401" in problems["2.2"]
    assert "大概没有" in problems["2.6"]
    assert [row.row.requirement.clause for row in found.applied] == ["2.4"]


def test_formulas_and_error_values_are_named_and_change_nothing(answer: Answer, cast: Cast) -> None:
    def compute(sheet: Worksheet, at: dict[str, int]) -> None:
        sheet.cell(at["2.3"], RESPONSE, "=50+8")
        sheet.cell(at["2.4"], RESPONSE).value = "#REF!"
        sheet.cell(at["2.4"], RESPONSE).data_type = "e"

    upload = bring_back(answer, changed(exported(answer), compute), cast)
    assert [(each["column"], each["value"], each["problem"]) for each in upload.problems] == [
        ("E", "=50+8", "formula"),
        ("E", "#REF!", "error"),
    ]
    assert said(uploads.plan_for(upload)) == {}


def test_a_workbook_without_such_a_table_is_refused_with_the_way_out(answer: Answer, cast: Cast) -> None:
    buffer = io.BytesIO()
    Workbook().save(buffer)
    upload = bring_back(answer, buffer.getvalue(), cast)
    assert (upload.status, upload.tables) == ("refused", [])
    assert "导出" in upload.message


def test_hostile_files_are_refused_and_nothing_is_kept(answer: Answer, cast: Cast) -> None:
    actor, refused = acting(cast.sales_engineer), 0
    for name, build, expected in HOSTILE.values():
        with pytest.raises(InvalidInput, match=re.escape(expected)):
            uploads.create_upload(answer.pk, file=io.BytesIO(build()), file_name=name, actor=actor)
        refused += 1
    assert refused >= 20
    assert not AnswerUpload.objects.exists()


def test_a_bomb_ends_in_the_child(answer: Answer, cast: Cast) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("技术参数偏离表")
    sheet.append(list(COLUMNS))
    for _ in range(26_000):
        sheet.append(["1", "2.1", "", "要求", "响应", "", "", ""])
    buffer = io.BytesIO()
    book.save(buffer)
    upload = bring_back(answer, buffer.getvalue(), cast)
    assert upload.status == "refused"


def test_a_word_file_is_not_read_back(answer: Answer, cast: Cast) -> None:
    with pytest.raises(InvalidInput, match="xlsx"):
        uploads.create_upload(
            answer.pk,
            file=io.BytesIO(answer_docx(answer, rows_of(answer))),
            file_name="应答表.docx",
            actor=acting(cast.sales_engineer),
        )


# ---- the step -------------------------------------------------------------------------------------------------------


def test_what_changed_after_the_look_is_looked_at_again(answer: Answer, cast: Cast) -> None:
    upload = bring_back(answer, changed(exported(answer), fill), cast)
    token = uploads.plan_for(upload).token
    write(answer, "2.3", cast, response="59 dB")
    with pytest.raises(Conflict, match="重新核对"):
        uploads.apply_upload(upload.pk, token=token, actor=acting(cast.sales_engineer))
    assert row_of(answer, "2.4").response == ""


def test_a_file_is_applied_once_and_later_work_is_not_undone_with_it(answer: Answer, cast: Cast) -> None:
    actor = acting(cast.sales_engineer)
    upload = bring_back(answer, changed(exported(answer), fill), cast)
    token = uploads.plan_for(upload).token
    uploads.apply_upload(upload.pk, token=token, actor=actor)
    with pytest.raises(Conflict):
        uploads.apply_upload(upload.pk, token=token, actor=actor)
    write(answer, "2.4", cast, explanation="选配")
    with pytest.raises(Conflict, match="第 4 行"):
        uploads.undo_upload(upload.pk, actor=actor)
    assert row_of(answer, "2.3").response == "58 dB"


def test_only_the_maker_hands_in_looks_applies_and_undoes(answer: Answer, cast: Cast) -> None:
    upload = bring_back(answer, exported(answer), cast)
    for person in (cast.competing_maker, cast.institution_member, cast.administrator, None):
        actor = acting(person)
        with pytest.raises(NotFound):
            uploads.create_upload(answer.pk, file=io.BytesIO(exported(answer)), file_name="a.xlsx", actor=actor)
        with pytest.raises(NotFound):
            uploads.upload_for(actor, upload.pk)
        with pytest.raises(NotFound):
            uploads.apply_upload(upload.pk, token="", actor=actor)
        with pytest.raises(NotFound):
            uploads.undo_upload(upload.pk, actor=actor)


def test_a_ready_answer_takes_no_file(answer: Answer, cast: Cast) -> None:
    Answer.objects.filter(pk=answer.pk).update(status=Answer.Status.READY)
    with pytest.raises(TransitionRefused):
        bring_back(answer, exported(answer), cast)


def test_keys_are_read_as_they_are_written_and_nothing_else_is_one() -> None:
    key = read_key(f"YD7-431-3-{digest_of('未响应：产品未给出该参数')}")
    assert key is not None
    assert (key.answer_id, key.requirement_id, key.edit) == (7, 431, 3)
    assert read_key(str(key)) == key
    for text in ("", "7-431", "YD7-431-3-xyz", "YD7-431-3-own;", f"YD{'9' * 30}-1-1-own"):
        assert read_key(text) is None


def test_the_reader_is_pure() -> None:
    """It runs in a child that has no Django: whatever it imports must do without."""
    source = (Path(uploads.__file__).parent / "sheets.py").read_text(encoding="utf-8")
    assert "django" not in source.lower().replace("no django", "")


def test_rows_of_one_line_are_told_apart_by_what_they_ask(cast: Cast) -> None:
    """One line asks two things: sorted without their keys, the two rows must not change places."""
    demand = make_demand(
        institution=organisation_of(cast.institution_member),
        author=cast.institution_member,
        lines=["2.1 最高耐压≥60MPa，噪声≤60dB"],
    )
    made = make_answer(cast, demand=demand)
    assert made.rows.count() == 2

    def swap(sheet: Worksheet, at: dict[str, int]) -> None:
        last = at["2.1"]
        rows = [[sheet.cell(number, column).value for column in range(1, 9)] for number in (last - 1, last)]
        assert rows[0][3] != rows[1][3]
        for number, values in zip((last - 1, last), reversed(rows), strict=True):
            for column, value in enumerate(values, start=1):
                sheet.cell(number, column).value = value

    found = plan(made, swap, cast)
    assert (said(found), found.unknown, found.missing) == ({}, (), ())
