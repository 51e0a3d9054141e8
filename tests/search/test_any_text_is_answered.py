"""Whatever somebody types, there is an answer, in bounded time, and the pieces cover only what is there."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.search.questions import LONGEST_QUESTION, Question
from apps.search.reading import read_question
from apps.search.suggesting import MOST, suggest
from tests.cast import Cast, organisation_of
from tests.support.market import make_product

pytestmark = pytest.mark.django_db

_WORDS = st.sampled_from(
    "测试色谱仪 最高耐压 ≥ ≤ ± 60 MPa 6万 300万以内 万元 安徽 吉林 国产 可试用 “ ” ； ， "
    "★2.1 1e999 -5 ～ 室温+5 ℃ % _ ' ( ） 〇 ⅷ ½ 1/0 ∞ \n \u202e \ufeff \0 \ud800".split(" ")
)
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(_WORDS, max_size=40).map(" ".join), st.lists(_WORDS, max_size=40).map("".join)
)
PATIENT = settings(max_examples=120, deadline=4000, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def market(cast: Cast) -> None:
    """One instrument type with a product, so that the engine has something to judge."""
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs={"test.pressure": "80 MPa"})
    read_question("测试色谱仪 最高耐压≥1MPa")


def _letters(text: str) -> int:
    """How much is asked: a piece that is taken away may leave a blank where two words would grow together."""
    return sum(not letter.isspace() for letter in text)


def _check(question: Question) -> None:
    assert len(question.text) <= LONGEST_QUESTION
    for piece in question.pieces:
        assert 0 <= piece.start <= piece.end <= len(question.text)
        assert piece.is_inferred or _letters(question.without(piece)) < _letters(question.text)
    taken = sorted((piece.start, piece.end) for piece in question.pieces if not piece.is_inferred)
    assert all(before[1] <= after[0] for before, after in pairwise(taken))


@PATIENT
@given(text=TEXTS)
def test_any_text_is_read(market: None, text: str) -> None:
    _check(read_question(text))


@PATIENT
@given(text=TEXTS)
def test_taking_every_piece_away_comes_to_an_end(market: None, text: str) -> None:
    question = read_question(text)
    for _round in range(LONGEST_QUESTION):
        removable = [piece for piece in question.pieces if not piece.is_inferred]
        if not removable:
            break
        shorter = read_question(question.without(removable[0]))
        assert _letters(shorter.text) < _letters(question.text)
        question = shorter


@settings(PATIENT, max_examples=60)
@given(text=TEXTS, show=st.sampled_from(["", "products", "demands", "organisations", "x"]), page=st.text(max_size=5))
def test_every_page_answers(market: None, text: str, show: str, page: str) -> None:
    texts = {"q": text, "show": show, "only": page, "page": page}
    query = {name: given.encode("utf-8", "surrogatepass") for name, given in texts.items()}
    for name in ("search:results", "search:reading", "search:suggestions"):
        status = Client().get(reverse(name), query).status_code
        assert status == (400 if "\0" in f"{text}{page}" else 200)


@PATIENT
@given(text=TEXTS)
def test_suggestions_are_few(market: None, text: str) -> None:
    assert len(suggest(text)) <= MOST


@pytest.mark.parametrize(
    "text",
    ["0一0", "5×6×7一8", "≥" * 400, "1" * 400, "（" * 400, "万" * 400, "安徽 " * 130, "最高耐压≥6万 " * 40, "“" * 400],
)
def test_hostile_texts_are_read(market: None, text: str) -> None:
    _check(read_question(text))
