"""Verdicts, marks, evidence and status say what they mean in words as well."""

from enum import StrEnum

import pytest

from tests.design.rendering import render

WORDS = {
    "positive": "正偏离",
    "meets": "无偏离",
    "negative": "负偏离",
    "unanswered": "未响应",
    "manual": "需人工",
}


@pytest.mark.parametrize(("code", "word"), WORDS.items())
def test_a_verdict_has_an_accessible_name(code: str, word: str) -> None:
    html = render("{% verdict code %}", code=code)
    assert f'role="img" aria-label="{word}"' in html
    assert f'class="sign {code}' in html


@pytest.mark.parametrize(("code", "word"), WORDS.items())
def test_a_verdict_with_its_word_is_read_once(code: str, word: str) -> None:
    html = render("{% verdict code word=True %}", code=code)
    assert html.count(word) == 1
    assert 'aria-hidden="true"' in html


def test_the_five_signs_differ_in_shape() -> None:
    def drawing(code: str) -> str:
        return render("{% verdict code %}", code=code).split(">", 1)[1]

    assert len({drawing(code) for code in WORDS}) == 5


def test_an_enum_member_is_as_good_as_its_code() -> None:
    class Verdict(StrEnum):
        POSITIVE = "positive"

    assert render("{% verdict code %}", code=Verdict.POSITIVE) == render('{% verdict "positive" %}')


def test_an_unknown_verdict_is_a_fault_and_not_a_sign() -> None:
    with pytest.raises(KeyError):
        render('{% verdict "better" %}')


def test_a_strip_keeps_the_order_of_the_clauses() -> None:
    html = render("{% verdict_strip codes %}", codes=["negative", "positive"])
    assert html.index("负偏离") < html.index("正偏离")


def test_a_tally_writes_zero_as_zero() -> None:
    html = render("{% tally positive=5 negative=1 %}")
    assert html.count("</svg>0</span>") == 3
    assert "</svg>5</span>" in html


def test_marks_are_named_and_ordinary_clauses_carry_none() -> None:
    assert 'aria-label="实质性条款">★' in render('{% mark "mandatory" %}')
    assert 'aria-label="重要条款">▲' in render('{% mark "important" %}')
    assert render('{% mark "" %}') == ""
    assert render("{% mark none %}", none=None) == ""


@pytest.mark.parametrize(("rung", "word"), [(1, "声明"), (2, "用户"), (3, "三方"), (4, "计量")])
def test_evidence_fills_as_many_bars_as_its_rung(rung: int, word: str) -> None:
    html = render("{% evidence rung %}", rung=rung)
    assert html.count('class="on"') == rung
    assert html.count("<rect") == 4
    assert word in html


def test_expired_evidence_says_so() -> None:
    assert "三方·过期" in render("{% evidence 3 expired=True %}")
    assert 'aria-label="三方·过期"' in render("{% evidence 3 expired=True word=False %}")


def test_no_evidence_is_a_dash() -> None:
    assert "—" in render("{% evidence none %}", none=None)


def test_the_shape_of_a_status_may_be_named_by_tone_or_by_shape() -> None:
    assert render('{% status "open" "待补充" "waiting" %}') == render('{% status "open" "待补充" "diamond" %}')
    with pytest.raises(KeyError):
        render('{% status "open" "待补充" "purple" %}')


def test_text_from_people_is_escaped() -> None:
    hostile = '"><script>alert(1)</script>'
    source = (
        '{% status "open" x "done" %}{% facet_chip x 3 x %}{% matrix_cell "meets" value=x clause=x margin=x url=x %}'
        "{% matrix_head number=x name=x asked=x unit=x %}{% empty_state x x x x %}{% meter 1 2 label=x %}"
    )
    assert "<script" not in render(source, x=hostile)


def test_a_matrix_cell_is_named_on_phones_and_links_to_its_rows() -> None:
    html = render('{% matrix_cell "positive" value="80,000" margin=m rung=4 clause="★3.2" url="/rows/" %}', m=0.33)
    assert 'class="cell positive" data-clause="★3.2"' in html
    assert '<a href="/rows/">' in html
    assert "+33%" in html
    assert 'aria-label="计量"' in html


def test_a_matrix_head_says_how_many_pass_and_which_clause_blocks_most() -> None:
    html = render('{% matrix_head number="3.2" name="分辨率" mark="mandatory" passing=9 total=17 worst=True %}')
    assert 'class="mandatory worst"' in html
    assert ">9/17<" in html
