"""One line holds category, parameters, budget and region; each is shown, can be taken away, and doubt shows its ways.

Asked of the shipped taxonomy, whose names people really use.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from apps.search.questions import Piece, PieceKind, Question
from apps.search.reading import read_question
from apps.taxonomy.language.types import Operator
from apps.taxonomy.models import Category, Parameter, TemplateRow

pytestmark = pytest.mark.django_db

EXAMPLE = "液质 分辨率≥6万 300万以内 安徽"


@pytest.fixture(scope="module", autouse=True)
def taxonomy(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The shipped taxonomy, loaded once for this file and taken away afterwards."""
    with django_db_blocker.unblock():
        call_command("load_taxonomy", verbosity=0)
    yield
    with django_db_blocker.unblock():
        TemplateRow.objects.all().delete()
        Parameter.objects.all().delete()
        for level in (3, 2, 1):
            Category.objects.filter(level=level).delete()


def _pieces(question: Question, kind: PieceKind) -> list[Piece]:
    return [piece for piece in question.pieces if piece.kind is kind]


def _only(question: Question, kind: PieceKind) -> Piece:
    (piece,) = _pieces(question, kind)
    return piece


def test_the_example_of_the_home_page() -> None:
    question = read_question(EXAMPLE)
    assert question.category is not None
    assert question.category.code == "010202"
    (asked,) = question.requirements
    assert asked.code == "hrms.resolution"
    assert asked.op is Operator.AT_LEAST
    assert asked.lo == 60_000
    assert question.prices.hi == Decimal(3_000_000)
    assert question.region == "34"
    assert question.words == ()


def test_the_parameters_decide_between_relatives_and_the_others_are_offered() -> None:
    piece = _only(read_question(EXAMPLE), PieceKind.CATEGORY)
    assert piece.note == "按参数判断"
    other = next(each for each in piece.alternatives if "三重四极杆" in each.label)
    again = read_question(other.text)
    assert again.category is not None
    assert again.category.code == "010201"
    assert read_question("液质").category == again.category


def test_each_piece_can_be_taken_away() -> None:
    question = read_question(EXAMPLE)
    rest = {piece.kind: read_question(question.without(piece)) for piece in question.pieces}
    assert rest[PieceKind.CATEGORY].text == "分辨率≥6万 300万以内 安徽"
    assert rest[PieceKind.PARAMETER].requirements == ()
    assert rest[PieceKind.PRICE].prices.hi is None
    assert rest[PieceKind.REGION].region == ""
    assert rest[PieceKind.REGION].prices.hi == Decimal(3_000_000)


def test_a_condition_that_is_missing_is_offered() -> None:
    piece = _only(read_question("扫描电镜 分辨率≤1nm"), PieceKind.PARAMETER)
    assert "未写测试条件" in piece.note
    with_condition = read_question(piece.alternatives[0].text)
    assert with_condition.requirements[0].condition == "15kV"


def test_lines_of_a_tender_are_understood_without_a_name() -> None:
    question = read_question(
        "★2.1 系统耐压：≥60 MPa\n★2.2 流速范围：0.001～5 mL/min\n2.3 柱温箱控温范围 室温+5～85℃\n预算：80万元"
    )
    assert question.category is not None
    assert question.category.code == "010501"
    assert [each.code for each in question.requirements] == ["lc.max_pressure", "lc.flow_range", "lc.oven_temperature"]
    assert question.prices.hi == Decimal(800_000)
    assert _only(question, PieceKind.CATEGORY).is_inferred


def test_a_parameter_without_a_category_asks_for_one() -> None:
    question = read_question("分辨率≥6万")
    assert question.category is None
    assert question.is_empty
    labels = [each.label for each in _only(question, PieceKind.CATEGORY).alternatives]
    assert any("高分辨质谱" in label for label in labels)


def test_several_conditions_in_free_order() -> None:
    question = read_question("国产 上海 HPLC 耐压 60MPa以上 可试用 100万")
    assert question.category is not None
    assert question.category.code == "010501"
    assert question.is_domestic
    assert question.has_trial_unit
    assert question.region == "31"
    assert question.requirements[0].lo == 60
    assert [each.label for each in _only(question, PieceKind.PRICE).alternatives] == ["换成 ≥ 100.00 万元"]


def test_words_that_nothing_claims_are_looked_for() -> None:
    assert read_question("液质 霁川").words == ("霁川",)
    assert read_question("“安徽” 液质").words == ("安徽",)
    assert read_question("“安徽” 液质").region == ""
    assert read_question("想买 一台 液质 的 仪器").words == ()


def test_what_is_not_understood_is_shown_and_left_out() -> None:
    question = read_question("液质 分辨率≥6万 没有这个参数≥5 MPa")
    unread = _only(question, PieceKind.UNREAD)
    assert unread.label == "没有这个参数≥5 MPa"
    assert not unread.is_used
    assert len(question.requirements) == 1


def test_names_next_to_one_another_do_not_run_together() -> None:
    question = read_question("LC-MS 灵敏度≥500:1 扫描速度≥12000amu/s")
    assert [piece.label for piece in _pieces(question, PieceKind.PARAMETER)] == [
        "灵敏度 ≥ 500:1",
        "扫描速度 ≥ 12,000 amu/s",
    ]


def test_parameters_without_a_blank_between_them_keep_their_own_words() -> None:
    question = read_question("高分辨液质联用仪 分辨率≥6万质量精度≤1ppm")
    pieces = _pieces(question, PieceKind.PARAMETER)
    assert [question.text[piece.start : piece.end] for piece in pieces] == ["分辨率≥6万", "质量精度≤1ppm"]
