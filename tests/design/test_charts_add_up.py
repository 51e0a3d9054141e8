"""Bars, scales and scores: what is drawn is what was counted."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from design.charts import nice_ticks, outcome_bar, score_total
from design.parts import Bin, RulerTick, ScorePart, Series, Share
from design.rulers import Axis
from design.tiles import TILES, bounds_of
from tests.design.rendering import render

PARTS = (
    ScorePart("★条款", Decimal("40.0"), Decimal(40)),
    ScorePart("▲条款", Decimal("18.8"), Decimal(25)),
    ScorePart("价格", Decimal("9.2"), Decimal(35)),
)


def widths(html: str, css: str) -> list[float]:
    """Return the percentage widths of the rectangles of one class."""
    return [float(found) for found in re.findall(rf'class="{css}"[^>]*? width="([\d.]+)%"', html)]


def test_the_parts_of_a_score_add_up_to_its_total() -> None:
    assert score_total(PARTS) == Decimal("68.0")
    assert "<b>68.0</b>" in render("{% score_bar parts %}", parts=PARTS)
    assert ">68.0 <small>/ 100</small>" in render("{% score_list parts %}", parts=PARTS)


def test_a_score_without_parts_is_zero_and_not_a_fault() -> None:
    assert "<b>0.0</b>" in render("{% score_bar parts %}", parts=())
    assert "合计" in render("{% score_list parts %}", parts=())


@pytest.mark.parametrize("counts", [(3, 2, 5, 7), (1, 0, 0, 900), (0, 0, 1, 0), (1, 1, 1, 997)])
def test_outcomes_fill_the_bar_and_keep_room_for_every_label(counts: tuple[int, int, int, int]) -> None:
    eligible, open_, near, far = counts
    html = str(outcome_bar(eligible=eligible, open_=open_, near=near, far=far))
    starts = [float(found) for found in re.findall(r'<rect class="\w+" x="([\d.]+)%"', html)]
    assert len(starts) == sum(count > 0 for count in counts)
    assert starts == sorted(starts)
    assert all(second - first >= 6.9 for first, second in pairwise(starts))
    assert starts[-1] + widths(html, r"\w+")[-1] == pytest.approx(100, abs=0.1)


def test_a_compact_outcome_is_in_proportion_and_has_words() -> None:
    html = str(outcome_bar(eligible=1, open_=0, near=3, far=0, compact=True))
    assert widths(html, "eligible") == [25.0]
    assert 'aria-label="满足 1，差 1 条 3"' in html
    assert "<text" not in html


def test_no_product_at_all_is_a_dash() -> None:
    assert render("{% outcome_bar %}") == "—"


def test_a_meter_of_nothing_is_empty_and_one_over_the_top_is_full() -> None:
    assert 'class="fill" width="0.00%"' in render("{% meter 0 0 %}")
    assert 'class="fill" width="100.00%"' in render("{% meter 9 4 %}")


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (0.5, 5, [1, 2, 3, 4, 5]),
        (-1, 1, [-1, -0.5, 0, 0.5, 1]),
        (20000, 100000, [20000, 40000, 60000, 80000, 100000]),
        (7, 7, [7]),
    ],
)
def test_axis_labels_are_round_numbers_inside_the_range(low: float, high: float, ticks: list[float]) -> None:
    assert nice_ticks(low, high) == pytest.approx(ticks, abs=1e-9)


def test_a_histogram_lights_what_the_range_touches() -> None:
    bins = [Bin(0, 10, 2), Bin(10, 20, 4), Bin(20, 30, 0)]
    html = render("{% histogram bins low=10 high=20 %}", bins=bins)
    assert html.count('class="bin in"') == 1
    assert html.count('class="bin"') == 2
    assert html.count('class="bin in"') + html.count('class="bin"') == len(bins)


@pytest.mark.parametrize(("passes", "longs"), [((False, True), 3), ((True, False), 1)])
def test_a_ruler_draws_each_product_and_makes_those_that_pass_long(passes: tuple[bool, bool], longs: int) -> None:
    ticks = [RulerTick(50_000, passes[0]), RulerTick(80_000, passes[1], count=3, label="HC-Q9000")]
    html = render("{% ruler ticks 60000 at_least=up %}", ticks=ticks, up=passes[1])
    assert html.count('class="tick') == 4
    assert html.count("tick pass") == longs
    assert f"4 款中 {longs} 款达到 60,000" in html
    assert "<title>HC-Q9000</title>" in html


def test_a_ruler_dashes_the_published_value_only_where_it_differs() -> None:
    ticks = [RulerTick(1, True), RulerTick(2, True)]
    assert 'class="published"' in render("{% ruler ticks 55000 published=60000 %}", ticks=ticks)
    assert 'class="published"' not in render("{% ruler ticks 60000 published=60000 %}", ticks=ticks)


def test_a_ruler_of_equal_values_and_of_no_values_still_draws() -> None:
    assert 'class="handle"' in render("{% ruler ticks 0 %}", ticks=[RulerTick(0, True, count=2)])
    assert 'class="handle"' in render("{% ruler ticks 5 %}", ticks=[])


def test_an_axis_over_many_powers_of_ten_is_logarithmic() -> None:
    axis = Axis.around([0.0001, 10])
    assert axis.is_log
    assert axis.share(0.0001) < axis.share(0.01) < axis.share(10)
    assert abs(axis.share(0.1) - axis.share(0.01) - (axis.share(1) - axis.share(0.1))) < 1e-9
    assert axis.labels() == pytest.approx([0.0001, 0.001, 0.01, 0.1, 1, 10])
    assert not Axis.around([-1, 1_000]).is_log


def test_a_gap_says_its_distance() -> None:
    assert "−8.3%" in render("{% gap_bar gap largest=0.5 %}", gap=Decimal("-0.083"))
    assert render("{% gap_bar none %}", none=None) == "—"


def test_the_map_has_every_province_once_and_takes_long_codes() -> None:
    html = render("{% tile_map counts url='?province=' selected='340000' %}", counts={"340000": 3, "32": 5, "99": 7})
    assert len(TILES) == 34
    assert len({(column, row) for _zh, _en, column, row in TILES.values()}) == 34
    assert html.count('class="tile ') == 34
    assert 'href="?province=34" aria-label="皖 3"' in html
    assert html.count("<a ") == 2
    assert html.count("selected") == 1


@pytest.mark.parametrize(
    ("largest", "bounds"), [(0, []), (1, [1]), (3, [1, 2, 3]), (5, [1, 2, 3]), (182, [1, 19, 55, 110])]
)
def test_shades_of_the_map_rise(largest: int, bounds: list[int]) -> None:
    assert bounds_of(largest) == bounds


def test_readings_outside_the_criterion_are_counted_and_marked() -> None:
    series = [Series("SY-600", ((0, 0.2), (12, -0.9), (24, 1.3))), Series("参比机", ((0, 0.0), (24, 2.0)))]
    html = render("{% line_chart series low=-1 high=1 %}", series=series)
    assert "SY-600：3 个读数，1 个超出判据" in html
    assert html.count('class="dot outside"') == 1
    assert html.count('class="dot"') == 2


def test_a_criterion_may_have_one_side_and_zero_is_a_bound() -> None:
    series = [Series("SY-600", ((0, 0.5), (1, -0.5)))]
    assert "1 个超出判据" in render("{% line_chart series low=0 %}", series=series)
    assert render("{% line_chart series low=0 %}", series=series).count('class="goal"') == 1


def test_one_reading_draws_and_none_is_a_dash() -> None:
    assert "<polyline" in render("{% line_chart series %}", series=[Series("SY-600", ((3, 7),))])
    assert render("{% line_chart series %}", series=[Series("SY-600", ())]) == "—"


def test_a_column_stands_for_a_share_and_a_week_without_any_for_none() -> None:
    weeks = [Share("05-04", 0, 0), Share("05-11", 1, 4), Share("05-18", 3, 3)]
    html = render("{% share_columns weeks label='应答率' last='本周' %}", weeks=weeks)
    assert html.count('class="column') == 2
    assert html.count("column now") == 1
    assert "应答率：05-11 1/4，05-18 3/3" in html
    assert "本周" in html


def test_no_week_at_all_draws_nothing() -> None:
    assert render("{% share_columns weeks %}", weeks=[]) == ""


def test_a_scale_names_its_ends_and_puts_a_handle_where_the_range_begins() -> None:
    bins = [Bin(0, 10, 2), Bin(10, 20, 4), Bin(20, 40, 1)]
    html = render("{% histogram bins low=15 axis=True %}", bins=bins)
    assert html.count('class="handle"') == 1
    assert '<svg x="50.00%"' in html
    assert ">0</text>" in html
    assert ">40</text>" in html
    assert 'class="handle"' not in render("{% histogram bins axis=True %}", bins=bins)
    assert 'data-edges="0 10 20 40"' in html
    assert "data-edges" not in render("{% histogram bins low=15 %}", bins=bins)


def test_the_legend_of_the_map_says_spans() -> None:
    html = render("{% tile_map counts %}", counts={"34": 5, "32": 1})
    assert ">1</span>" in html
    assert ">2</span>" in html
    assert ">≥3</span>" in html
