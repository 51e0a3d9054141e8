"""The review page in a real browser: keys, fields, split and merge, undo, a cut network, two people, a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from apps.accounts.models import User
from apps.demands import rows, services
from apps.demands.documents import handle_read_document
from apps.demands.models import Demand, Requirement
from tests.cast import Cast, acting, make_cast, signed_in
from tests.demands.build import facts, make_draft

pytestmark = pytest.mark.django_db(transaction=True)

LINES = ("★最高耐压≥100MPa", "▲流速范围：0.001～5mL/min", "具备自动点火功能")
TENDER = """三、技术参数
3.1 ★分辨率≥6万（m/z 200）；
3.2 流速范围：0.001-5.000 mL/min，步进0.001mL/min；
注：以下各项应逐条响应。
3.3 最高耐压：100MPa；
3.4 没有这种名称的参数：≥5MPa；"""


@pytest.fixture
def people() -> Cast:
    return make_cast()


@pytest.fixture
def author(people: Cast) -> User:
    return people.institution_member


@pytest.fixture
def draft(author: User) -> Demand:
    """A draft with four rows that were typed."""
    demand = make_draft(author)
    for line in LINES:
        rows.add_rows_of_text(demand.pk, text=line, actor=acting(author))
    return demand


@pytest.fixture
def tender(author: User) -> Demand:
    """A draft that was read from pasted text."""
    source = services.create_demand_from_source(actor=acting(author), text=TENDER, content=facts())
    handle_read_document({"document_id": source.pk})
    return source.version.demand


def sign_in(page: Page, user: User, site: object) -> None:
    value = signed_in(user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": str(site)}])


def open_review(page: Page, user: User, site: object, demand: Demand) -> Page:
    sign_in(page, user, site)
    page.goto(f"{site}/demands/{demand.pk}/review/")
    expect(page.locator(".review-row.current")).to_have_count(1)
    return page


@pytest.fixture
def review(author: User, draft: Demand, page: Page, live_server: object) -> Page:
    return open_review(page, author, live_server, draft)


@pytest.fixture
def reading(author: User, tender: Demand, page: Page, live_server: object) -> Page:
    return open_review(page, author, live_server, tender)


@pytest.fixture
def second_page(browser_page: Callable[[], Page]) -> Page:
    return browser_page()


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[Callable[[], Page]]:
    """Further browsers, each with cookies of its own."""
    contexts = []

    def make() -> Page:
        contexts.append(chromium.new_context(locale="zh-CN"))
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        context.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def row(page: Page, text: str) -> Locator:
    return page.locator(".review-row", has=page.locator("[data-name]", has_text=text))


def current(page: Page) -> Locator:
    return page.locator(".review-row.current")


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    expect(page.locator("[data-save-text]")).to_have_text(re.compile(r"^\d\d:\d\d 已自动保存$"))


# ---- keys ---------------------------------------------------------------------------------------------------------


def test_keys_choose_mark_accept_and_take_back(review: Page) -> None:
    press(review, "j")
    expect(current(review)).to_contain_text("最高耐压")
    expect(review.locator(".original-line.current")).to_contain_text("最高耐压")
    press(review, "3")
    expect(current(review).locator("[data-key='3']")).to_have_attribute("aria-pressed", "true")
    saved(review)
    press(review, "z")
    expect(row(review, "最高耐压").locator("[data-key='1']")).to_have_attribute("aria-pressed", "true")
    press(review, "Shift+Z")
    expect(row(review, "最高耐压").locator("[data-key='3']")).to_have_attribute("aria-pressed", "true")
    press(review, "Enter")
    expect(row(review, "最高耐压")).to_contain_text("已确认")
    expect(current(review)).to_contain_text("流速范围")
    saved(review)


def test_keys_pressed_faster_than_the_server_answers_all_count(review: Page) -> None:
    press(review, "j", "3", "Enter", "1", "Enter", "2", "Enter")
    saved(review)
    found = {each.printed_name: (each.mark, each.is_confirmed) for each in Requirement.objects.all()}
    assert found["最高耐压"] == ("", True)
    assert found["流速范围"] == ("mandatory", True)
    assert found["自动点火功能"] == ("important", True)


def test_a_value_is_typed_in_place_and_shown_as_read(review: Page) -> None:
    press(review, "j", "v")
    value = review.locator("#edit-value")
    expect(value).to_be_focused()
    review.keyboard.type("6万")
    press(review, "Tab")
    expect(row(review, "最高耐压").locator(".row-value")).to_have_text("60,000")
    expect(value).to_have_value("60,000")
    expect(review.locator("#edit-unit")).to_be_focused()
    press(review, "Enter")
    expect(current(review)).to_contain_text("流速范围")
    saved(review)
    assert Requirement.objects.get(printed_name="最高耐压").lo == "60000"


def test_a_relation_is_chosen_by_its_sign_and_goes_with_its_value(review: Page) -> None:
    press(review, "j", "o", "<", "Tab")
    review.keyboard.type("80")
    press(review, "Enter")
    expect(row(review, "最高耐压").locator(".row-relation")).to_have_text("≤")
    saved(review)
    found = Requirement.objects.get(printed_name="最高耐压")
    assert (found.op, found.hi, found.lo, found.unit) == ("<=", "80", "", "MPa")


def test_a_refused_value_stays_in_its_field_with_the_way_out(review: Page) -> None:
    press(review, "j", "v")
    review.keyboard.type("很高")
    press(review, "Enter")
    value = review.locator("#edit-value")
    expect(review.locator("[data-problem]")).to_contain_text("读不出来")
    expect(value).to_have_value("很高")
    expect(value).to_be_focused()
    expect(value).to_have_attribute("aria-invalid", "true")
    expect(current(review)).to_contain_text("最高耐压")
    value.fill("8万")
    press(review, "Enter")
    saved(review)
    assert Requirement.objects.get(printed_name="最高耐压").lo == "80000"


def test_escape_leaves_a_field_and_what_was_there_stays(review: Page) -> None:
    press(review, "j", "v")
    review.keyboard.type("7")
    press(review, "Escape")
    expect(current(review)).to_be_focused()
    expect(review.locator("#edit-value")).to_have_value("100")
    press(review, "j", "k")
    assert Requirement.objects.get(printed_name="最高耐压").lo == "100"


def test_no_key_is_a_command_while_an_input_method_composes(review: Page) -> None:
    press(review, "j")
    for event in ("compositionstart", "keydown"):
        review.evaluate(
            """(kind) => document.activeElement.dispatchEvent(kind === "keydown"
                ? new KeyboardEvent("keydown", { key: "x", bubbles: true, isComposing: true })
                : new CompositionEvent(kind, { bubbles: true }))""",
            event,
        )
    late = 'new KeyboardEvent("keydown", {key: "x", keyCode: 229, bubbles: true})'
    review.evaluate(f"document.activeElement.dispatchEvent({late})")
    expect(review.locator(".review-row")).to_have_count(4)
    # Control: the same key outside a composition deletes the row.
    press(review, "x")
    expect(review.locator(".review-row")).to_have_count(3)


def test_a_row_is_deleted_moved_and_brought_back_to_its_place(review: Page) -> None:
    names = review.locator(".review-row [data-name]")
    before = names.all_text_contents()
    press(review, "j", "x")
    expect(names).to_have_count(3)
    expect(current(review)).to_contain_text("流速范围")
    press(review, "]")
    expect(names.nth(2)).to_have_text("流速范围")
    press(review, "z")
    expect(names.nth(1)).to_have_text("流速范围")
    press(review, "z")
    expect(names).to_have_text(before)
    expect(review.locator(".review-row .row-number")).to_have_text(["1", "2", "3", "4"])


def test_all_sure_rows_are_accepted_at_once_and_the_filter_counts(review: Page) -> None:
    press(review, "a")
    expect(review.locator(".review-row.confirmed")).to_have_count(3)
    expect(review.locator(".review-row[data-open]")).to_contain_text("自动点火功能")
    expect(review.locator("[data-page-act='confirm-sure']")).to_be_disabled()
    review.locator("[data-show='mandatory']").click()
    expect(review.locator(".review-row:visible")).to_have_count(2)
    press(review, "/")
    review.keyboard.type("耐压")
    expect(review.locator(".review-row:visible")).to_have_count(1)
    press(review, "Escape")
    expect(review.locator(".review-row:visible")).to_have_count(2)
    expect(current(review)).to_be_focused()


def test_the_keys_are_told_in_a_dialog_that_takes_them_in(review: Page) -> None:
    press(review, "?")
    dialog = review.get_by_role("dialog", name="全部按键")
    expect(dialog).to_contain_text("与下一行合并")
    press(review, "x")
    press(review, "Escape")
    expect(dialog).to_be_hidden()
    expect(review.locator(".review-row")).to_have_count(4)


def test_only_the_chosen_row_stands_in_the_order_of_tabs(review: Page) -> None:
    press(review, "j")
    stops = review.locator(".review-row [tabindex='0'], .review-row[tabindex='0']")
    assert stops.count() == 4  # the row and its three marks; the fields below it come by themselves
    press(review, "Tab")
    expect(current(review).locator("[data-key='1']")).to_be_focused()
    expect(current(review)).to_have_attribute("aria-current", "true")
    press(review, "Shift+Tab", "2")
    expect(review.locator("[data-live]")).to_contain_text("“最高耐压”的标记改为 ▲")


# ---- the original -------------------------------------------------------------------------------------------------


def test_the_original_shows_headings_what_was_not_taken_and_coloured_parts(reading: Page) -> None:
    expect(reading.locator(".original-line.heading")).to_contain_text("三、技术参数")
    expect(reading.locator(".original-line.quiet")).to_contain_text("注：以下各项应逐条响应。")
    line = reading.locator(".original-line", has_text="3.1 ★分辨率")
    expect(line.locator(".part-name")).to_have_text("分辨率")
    expect(line.locator(".part-relation")).to_have_text("≥")
    expect(line.locator(".part-value")).to_have_text("6万")
    expect(line.locator(".part-condition")).to_have_text("m/z 200")
    reading.locator(".original-line [data-of]", has_text="步进").click()
    expect(current(reading).locator("[data-name]")).to_have_text("步进")
    expect(reading.get_by_role("link", name="打开原件")).to_have_attribute(
        "href", re.compile(r"/documents/\d+/#block-2$")
    )
    reading.locator(".original-line", has_text="3.3 最高耐压").hover()
    expect(row(reading, "最高耐压")).to_have_class(re.compile("hovered"))


def test_a_line_that_was_not_taken_becomes_a_row_by_two_keys(reading: Page) -> None:
    press(reading, "l")
    take = reading.get_by_role("button", name="加为条款")
    expect(reading.locator(".original-line:has(:focus)")).to_contain_text("注：以下各项")
    press(reading, "Enter")
    expect(reading.locator(".original-line.quiet")).to_have_count(0)
    expect(current(reading)).to_contain_text("以下各项应逐条响应")
    names = reading.locator(".review-row [data-name]").all_text_contents()
    assert names.index("最高耐压") == next(i for i, name in enumerate(names) if "逐条响应" in name) + 1
    press(reading, "z")
    expect(reading.locator(".original-line.quiet")).to_have_count(1)
    expect(take).to_have_count(2)


# ---- readings, parameters, split and merge ------------------------------------------------------------------------


def test_another_reading_is_one_press(reading: Page) -> None:
    press(reading, "j")
    reading.locator(".review-row", has_text="分辨率").locator(".row-name").click()
    expect(reading.locator("[data-help]")).to_contain_text("原文写“6万”，按 60,000 读入。")
    reading.get_by_role("button", name="6（不含“万”）").click()
    expect(row(reading, "分辨率").locator(".row-value")).to_have_text("6")
    press(reading, "z")
    expect(row(reading, "分辨率").locator(".row-value")).to_have_text("60,000")


def test_a_parameter_is_picked_by_keyboard(reading: Page) -> None:
    row(reading, "没有这种名称的参数").locator(".row-name").click()
    expect(current(reading)).to_contain_text("词条未对应")
    press(reading, "p")
    dialog = reading.get_by_role("dialog", name="选词条")
    expect(dialog.get_by_role("option")).to_have_count(2)
    reading.keyboard.type("耐压")
    expect(dialog.get_by_role("option")).to_have_count(1)
    press(reading, "Enter")
    expect(dialog).to_be_hidden()
    expect(current(reading)).not_to_contain_text("词条未对应")
    expect(reading.locator("[data-code-label]")).to_have_text("词条 980101-pressure")
    expect(current(reading)).to_be_focused()


def test_a_row_is_cut_where_the_cursor_stands_and_shown_before_it_is_saved(reading: Page) -> None:
    row(reading, "最高耐压").locator(".row-name").click()
    press(reading, "s")
    text = reading.locator("#cutter-text")
    expect(text).to_be_focused()
    text.evaluate("field => field.setSelectionRange(5, 5)")
    press(reading, "s")
    expect(text).to_have_value("最高耐压：\n100MPa；")
    expect(reading.locator(".split-preview li")).to_have_count(2)
    reading.keyboard.type("abc中")
    expect(text).to_have_value("最高耐压：\n100MPa；")
    press(reading, "Backspace")
    expect(text).to_have_value("最高耐压：100MPa；")
    press(reading, "s", "Enter")
    expect(reading.locator("#cutter-text")).to_have_count(0)
    expect(reading.locator(".review-row")).to_have_count(6)
    saved(reading)
    press(reading, "z")
    expect(reading.locator(".review-row")).to_have_count(5)


def test_escape_leaves_a_split_without_a_change(reading: Page) -> None:
    press(reading, "s")
    expect(reading.locator("#cutter-text")).to_be_focused()
    press(reading, "s", "Escape")
    expect(reading.locator("#cutter-text")).to_have_count(0)
    expect(current(reading)).to_be_focused()
    expect(reading.locator(".review-row")).to_have_count(5)


def test_two_rows_of_a_line_are_merged_and_parted_again(reading: Page) -> None:
    row(reading, "流速范围").locator(".row-name").click()
    press(reading, "m")
    expect(reading.locator(".review-row")).to_have_count(4)
    expect(current(reading)).to_contain_text("步进0.001mL/min")
    press(reading, "z")
    expect(reading.locator(".review-row")).to_have_count(5)
    expect(row(reading, "步进")).to_have_count(1)


# ---- a cut network, two people ------------------------------------------------------------------------------------


def test_nothing_is_lost_while_the_network_is_cut(review: Page) -> None:
    press(review, "j")
    review.context.set_offline(True)
    press(review, "2", "v")
    review.keyboard.type("120")
    press(review, "Enter", "Enter")
    expect(review.locator("[data-save-text]")).to_contain_text("3 处改动留在本页")
    expect(row(review, "最高耐压")).to_have_class(re.compile("unsaved"))
    assert Requirement.objects.get(printed_name="最高耐压").lo == "100"
    review.context.set_offline(False)
    saved(review)
    found = Requirement.objects.get(printed_name="最高耐压")
    assert (found.lo, found.mark) == ("120", "important")
    assert Requirement.objects.get(printed_name="流速范围").is_confirmed
    expect(review.locator(".unsaved")).to_have_count(0)


def test_changes_that_could_not_be_sent_survive_a_reload(review: Page) -> None:
    press(review, "j")
    review.context.set_offline(True)
    press(review, "2")
    expect(review.locator("[data-save-text]")).to_contain_text("1 处改动留在本页")
    review.route("**/rows/*/mark/", lambda route: route.abort())
    review.context.set_offline(False)
    review.once("dialog", lambda dialog: dialog.accept())
    review.reload()
    assert Requirement.objects.get(printed_name="最高耐压").mark == "mandatory"
    review.unroute("**/rows/*/mark/")
    review.locator("[data-retry]").click()
    saved(review)
    assert Requirement.objects.get(printed_name="最高耐压").mark == "important"


def test_an_answer_that_got_lost_does_not_do_it_twice(review: Page) -> None:
    lost: list[bool] = []

    def lose_first(route: object) -> None:
        response = route.fetch()  # type: ignore[attr-defined]
        if lost:
            route.fulfill(response=response)  # type: ignore[attr-defined]
        else:
            lost.append(True)
            route.abort()  # type: ignore[attr-defined]

    review.route("**/rows/add/", lose_first)
    review.locator("#add-text").fill("样品位≥96位")
    press(review, "Enter")
    expect(review.locator(".review-row")).to_have_count(5)
    saved(review)
    assert Requirement.objects.count() == 5


def test_of_two_people_the_second_sees_both_values_and_decides(
    review: Page, draft: Demand, people: Cast, second_page: Page, live_server: object
) -> None:
    other = open_review(second_page, people.institution_owner, live_server, draft)
    for page, value in ((review, "120"), (other, "80")):
        press(page, "j", "v")
        page.keyboard.type(value)
        press(page, "Enter")
        if page is review:
            saved(page)
    conflict = row(other, "最高耐压").locator(".conflict")
    expect(conflict).to_contain_text("课题组成员")
    expect(conflict).to_contain_text("120")
    expect(conflict).to_contain_text("80")
    assert Requirement.objects.get(printed_name="最高耐压").lo == "120"
    conflict.get_by_role("button", name="改用我的").click()
    saved(other)
    assert Requirement.objects.get(printed_name="最高耐压").lo == "80"
    # The first person's step back would now undo the second's change: it is passed over and says so.
    press(review, "z")
    expect(review.locator("[data-live]")).to_contain_text("没有撤销")
    expect(row(review, "最高耐压").locator(".row-value")).to_have_text("80")


# ---- the check-up beside the rows ---------------------------------------------------------------------------------


def test_a_mend_of_the_check_up_changes_the_row_and_leaves_the_page_where_it_was(
    author: User, page: Page, live_server: object
) -> None:
    demand = make_draft(author)
    rows.add_rows_of_text(demand.pk, text="▲最高耐压≥100MPa", actor=acting(author))
    rows.add_rows_of_text(demand.pk, text="进口品牌泵耐压≥60MPa", actor=acting(author))
    review = open_review(page, author, live_server, demand)
    finding = review.locator("#checkup .findings > li", has_text="进口").first
    expect(finding).to_be_visible()
    press(review, "j")
    chosen = current(review).get_attribute("id")
    finding.get_by_role("button").first.click()
    expect(review.locator(".review-row", has_text="进口")).to_have_count(0)
    assert current(review).get_attribute("id") == chosen
    press(review, "2", "3")
    saved(review)
    press(review, "z", "z", "z")
    expect(review.locator(".original-line", has_text="进口")).to_be_visible()


# ---- a phone ------------------------------------------------------------------------------------------------------


def test_on_a_phone_nothing_runs_out_of_the_page_and_rows_are_blocks(review: Page) -> None:
    review.set_viewport_size({"width": 360, "height": 740})
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert review.evaluate(overflow) <= 0
    heights = review.locator(".review-row:not(.current)").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) == 3
    assert max(heights) < 200
    for tab, section in (("原文", "#original"), ("体检", "#checkup"), ("条款", "#rows")):
        review.get_by_role("navigation", name="看哪一栏").get_by_role("link", name=re.compile(tab)).click()
        expect(review.locator(section)).to_be_visible()
        assert review.locator(".columns.review > :visible").count() == 1
        assert review.evaluate(overflow) <= 0
    row(review, "流速范围").locator("[data-key='1']").click()
    saved(review)
    row(review, "流速范围").get_by_role("button", name="接受").click()
    expect(row(review, "流速范围")).to_contain_text("已确认")
