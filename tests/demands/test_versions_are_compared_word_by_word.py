"""What differs between two versions: rows are paired, words are marked, moves and marks are told, and it prints."""

from __future__ import annotations

import io
import random
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from docx import Document

from apps.demands import rows, services
from apps.demands.conversion import row_of_reading, text_row
from apps.demands.differences import Difference, Kind, pair_rows, row_differences, word_differences
from apps.demands.models import Demand, Requirement
from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Mark
from tests.cast import Cast, acting, signed_in
from tests.demands.build import facts, make_published, publish, resolution


def _rows(*lines: str) -> list[Requirement]:
    """Unsaved rows as they are read: 3.1 ★分辨率≥60000."""
    found: list[Requirement] = []
    for line in lines:
        clause, _, text = line.rpartition(" ")
        mark = {"★": Mark.MANDATORY, "▲": Mark.IMPORTANT}.get(text[0], Mark.GENERAL)
        text = text.lstrip("★▲")
        made = [row_of_reading(reading, raw_text=text) for reading in read_line(text)] or [text_row(text)]
        for row in made:
            row.clause, row.mark = clause, mark.value
        found += made
    return found


def _told(differences: list[Difference]) -> list[tuple[str, str]]:
    return [(each.kind.value, each.name) for each in differences]


LINES = ("3.1 ★分辨率≥60000", "3.2 最高耐压≥60MPa", "3.3 ▲扫描速度≥12000Da/s", "3.4 噪声≤60dB", "3.5 具备自动点火功能")


def test_versions_that_say_the_same_do_not_differ() -> None:
    assert row_differences(_rows(*LINES), _rows(*LINES)) == []


def test_only_the_words_that_differ_are_marked() -> None:
    before, after = word_differences("≥ 60,000（m/z 200）", "≥ 50,000（m/z 200）")
    assert [piece.text for piece in before if piece.is_changed] == ["60,000"]
    assert [piece.text for piece in after if piece.is_changed] == ["50,000"]
    assert "".join(piece.text for piece in after) == "≥ 50,000（m/z 200）"


@pytest.mark.parametrize("seed", range(20))
def test_the_pieces_joined_always_give_both_texts(seed: int) -> None:
    chance = random.Random(seed)
    words = ["分辨率", "≥", "60", "0.5", "MPa", " ", "（", "）", "室温+5", "优于"]
    before, after = ("".join(chance.choices(words, k=chance.randrange(12))) for _ in range(2))
    left, right = word_differences(before, after)
    assert ("".join(piece.text for piece in left), "".join(piece.text for piece in right)) == (before, after)
    assert [piece.text for piece in left if not piece.is_changed] == [p.text for p in right if not p.is_changed]


def test_a_changed_bound_a_new_and_a_removed_row_are_told_in_order() -> None:
    after = [line.replace("60MPa", "80MPa") for line in LINES if "噪声" not in line]
    after.insert(1, "3.1a 质量范围：50～2000m/z")
    found = row_differences(_rows(*LINES), _rows(*after))
    assert _told(found) == [("added", "质量范围"), ("changed", "最高耐压"), ("removed", "噪声")]


def test_another_mark_alone_is_a_change_that_says_so() -> None:
    (found,) = row_differences(_rows(*LINES), _rows("3.1 ▲分辨率≥60000", *LINES[1:]))
    assert (found.kind, found.mark_before, found.mark_after) == (Kind.CHANGED, "mandatory", "important")
    assert found.is_mark_changed
    assert found.is_mandatory
    assert not any(piece.is_changed for piece in (*found.before, *found.after))


def test_another_condition_or_name_is_one_change_and_not_two() -> None:
    before = _rows("3.1 分辨率≥60000（m/z200）", "3.2 样品位数≥96位")
    after = _rows("3.1 分辨率≥60000（m/z400）", "3.2 进样位数≥96位")
    found = row_differences(before, after)
    assert [each.kind for each in found] == [Kind.CHANGED, Kind.CHANGED]
    assert "".join(piece.text for piece in found[1].before if piece.is_changed) == "品"


def test_a_row_that_changed_its_place_is_told_once() -> None:
    moved = [LINES[4], *LINES[:4]]
    assert _told(row_differences(_rows(*LINES), _rows(*moved))) == [("moved", "自动点火功能")]


def test_rows_of_one_name_are_paired_with_what_says_the_same() -> None:
    """Two of three lines of one name stay as they are: the third alone is new."""
    before = _rows("1 流速≥1mL/min", "2 流速≥5mL/min")
    after = _rows("1 流速≥0.1mL/min", "2 流速≥1mL/min", "3 流速≥5mL/min")
    assert pair_rows(before, after) == {1: 0, 2: 1}


@pytest.mark.parametrize("seed", range(30))
def test_every_row_is_in_one_pair_at_most_and_differences_account_for_all(seed: int) -> None:
    chance = random.Random(seed)
    pool = _rows(*LINES, "4.1 流速≥1mL/min", "4.2 流速≥5mL/min", "4.3 外观整洁", "4.4 分辨率≥30000")
    before, after = (chance.sample(pool, chance.randrange(len(pool))) for _ in range(2))
    pairs = pair_rows(before, after)
    assert len(set(pairs.values())) == len(pairs)
    found = row_differences(before, after)
    assert sum(each.kind is Kind.ADDED for each in found) == len(after) - len(pairs)
    assert sum(each.kind is Kind.REMOVED for each in found) == len(before) - len(pairs)


# ---- pages and the notice -----------------------------------------------------------------------------------------


@pytest.fixture
def changed(cast: Cast) -> Demand:
    """A published demand whose second version has another bound, a new row and another date."""
    demand = make_published(cast.institution_member, is_budget_public=False)
    author = acting(cast.institution_member)
    services.revise_demand(demand.pk, actor=author)
    row = Requirement.objects.get(version__demand=demand, version__number=2)
    rows.edit_row(demand.pk, row.pk, fields=resolution("50000"), actor=author)
    rows.add_rows_of_text(demand.pk, text="3.9 ▲最高耐压≥60MPa", actor=author)
    services.edit_demand(
        demand.pk,
        facts(answers_until=date(2027, 1, 1), is_budget_public=False, budget_yuan=Decimal(2_700_000)),
        actor=author,
    )
    publish(demand, cast.institution_member, change_note="放宽分辨率")
    return demand


def _url(demand: Demand, name: str) -> str:
    return reverse(f"demands:{name}", args=[demand.pk, 2])


@pytest.mark.django_db
def test_the_page_counts_filters_and_marks_words(cast: Cast, changed: Demand) -> None:
    client = signed_in(cast.sales_engineer)
    page = client.get(_url(changed, "diff")).content.decode()
    assert "2 行有变化" in page
    assert "<del>60,000</del>" in page
    assert "<ins>50,000</ins>" in page
    assert "2027-01-01" in page
    mandatory = client.get(_url(changed, "diff") + "?show=mandatory").content.decode()
    assert "50,000" in mandatory
    assert "60 MPa" not in mandatory
    added = client.get(_url(changed, "diff") + "?show=added").content.decode()
    assert "60 MPa" in added
    assert "50,000" not in added


def _texts(content: bytes) -> list[str]:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


@pytest.mark.django_db
def test_the_notice_says_what_stood_there_and_what_stands_there_now(cast: Cast, changed: Demand) -> None:
    answer = signed_in(cast.institution_member).get(_url(changed, "notice"))
    assert answer["Content-Disposition"].startswith("attachment")
    texts = _texts(answer.content)
    assert texts.count("★分辨率：≥ 60,000") == 1
    assert texts.count("★分辨率：≥ 50,000") == 1
    assert "无" in texts
    assert "▲最高耐压≥60MPa" in texts
    assert any("放宽分辨率" in text for text in texts)
    assert any("2700000" in text for text in texts)


@pytest.mark.django_db
def test_the_notice_hides_a_ceiling_and_contacts_from_others_and_unpublished_versions_from_all(
    cast: Cast, changed: Demand
) -> None:
    texts = " ".join(_texts(signed_in(cast.sales_engineer).get(_url(changed, "notice")).content))
    assert "2700000" not in texts
    assert "周老师" not in texts
    services.revise_demand(changed.pk, actor=acting(cast.institution_member))
    third = reverse("demands:notice", args=[changed.pk, 3])
    assert signed_in(cast.sales_engineer).get(third).status_code == 404
    assert signed_in(cast.institution_member).get(third).status_code == 200


@pytest.mark.django_db
def test_the_first_version_has_nothing_to_be_compared_with(cast: Cast, changed: Demand) -> None:
    for name in ("diff", "notice"):
        assert signed_in(cast.sales_engineer).get(reverse(f"demands:{name}", args=[changed.pk, 1])).status_code == 404
