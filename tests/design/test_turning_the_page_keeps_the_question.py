"""Pagination and the small parts that carry links."""

from datetime import UTC, date, datetime

from django.core.paginator import Paginator
from django.test import RequestFactory

from design.parts import Step, StepState, TimelineEntry
from tests.design.rendering import render


def paginate(query: str, *, page: int, count: int = 203) -> str:
    """Return the pagination of ``count`` rows at ``page`` for an address with ``query``."""
    request = RequestFactory().get(f"/products/?{query}")
    page_obj = Paginator(range(count), 20).page(page)
    return render("{% pagination page_obj unit='款' %}", page_obj=page_obj, request=request)


def test_other_conditions_stay_and_the_old_page_goes() -> None:
    html = paginate("q=%E6%B6%B2%E8%B4%A8&tag=a&tag=b&page=2", page=2)
    assert 'href="?q=%E6%B6%B2%E8%B4%A8&amp;tag=a&amp;tag=b&amp;page=3"' in html
    assert "page=2&amp;" not in html


def test_it_says_which_rows_are_shown() -> None:
    assert "第 41～60 款，共 203 款" in paginate("", page=3)
    assert "第 201～203 款，共 203 款" in paginate("", page=11)


def test_the_ends_have_nowhere_to_turn() -> None:
    assert paginate("", page=1).count('aria-disabled="true"') == 1
    assert paginate("", page=11).count('aria-disabled="true"') == 1
    assert paginate("", page=5).count('aria-disabled="true"') == 0


def test_one_page_needs_no_turning() -> None:
    html = paginate("", page=1, count=7)
    assert "第 1～7 款" in html
    assert "下一页" not in html


def test_a_chip_with_no_hits_stays_but_is_quiet() -> None:
    assert 'class="chip zero"' in render('{% facet_chip "可试用" 0 "?a" %}')
    assert 'aria-current="true"' in render('{% facet_chip "可试用" 9 "?a" active=True %}')


def test_an_empty_place_offers_one_way_on() -> None:
    html = render('{% empty_state "还没有需求" "写下第一条。" "/new/" "写需求" %}')
    assert '<a class="button primary" href="/new/">写需求</a>' in html
    assert "<a" not in render('{% empty_state "还没有需求" %}')


def test_steps_show_their_dates_and_name_the_current_one() -> None:
    steps = [Step("草稿", StepState.DONE, date(2026, 5, 6)), Step("比对", StepState.CURRENT, "剩 11 天"), Step("归档")]
    html = render("{% steps items %}", items=steps)
    assert '<time datetime="2026-05-06">2026-05-06</time>' in html
    assert "剩 11 天" in html
    assert html.count('aria-current="step"') == 1


def test_a_timeline_shows_the_time_and_links_to_the_thing() -> None:
    entry = TimelineEntry(datetime(2026, 5, 12, 6, 3, tzinfo=UTC), "比对完成", url="/runs/1/", link_text="R-1")
    html = render("{% timeline entries %}", entries=[entry])
    assert '<a href="/runs/1/">R-1</a>' in html
    assert ">05-12 14:03</time>" in html
