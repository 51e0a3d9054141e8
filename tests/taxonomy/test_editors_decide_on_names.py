"""Editors accept, reject and take back; what they accept links at once and outlives a load of the files."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Organisation
from apps.taxonomy import editing
from apps.taxonomy import proposal_selectors as selectors
from apps.taxonomy.lifecycle import LIFECYCLE, State, Step
from apps.taxonomy.models import Category, NameDecision, NameProposal, Parameter
from apps.taxonomy.selectors import link_parameter, template_of
from apps.taxonomy.services import load_taxonomy
from kernel.errors import AccessDenied, InvalidInput, TransitionRefused
from tests.cast import Cast, acting, organisation_of, signed_in
from tests.taxonomy.catalogue import shipped
from tests.taxonomy.proposals import make_proposal

pytestmark = pytest.mark.django_db
INDEX = "/taxonomy/proposals/"


@pytest.fixture
def category() -> Category:
    load_taxonomy(shipped())
    return Category.objects.get(code="010501")


@pytest.fixture
def university(cast: Cast) -> Organisation:
    return organisation_of(cast.institution_member)


@pytest.fixture
def proposal(category: Category, university: Organisation) -> NameProposal:
    return make_proposal(category, organisation=university)


@pytest.fixture
def editor(cast: Cast) -> Client:
    return signed_in(cast.administrator)


def linked(name: str = "承压上限", unit: str = "MPa") -> str | None:
    link = link_parameter(name, category_code="010501", unit=unit)
    return link.code if link else None


def test_an_accepted_alias_links_at_once_and_outlives_a_load(proposal: NameProposal, cast: Cast) -> None:
    assert linked() is None
    editing.accept_alias(proposal.pk, parameter_code="lc.max_pressure", actor=acting(cast.administrator))
    assert linked() == "lc.max_pressure"
    load_taxonomy(shipped())
    assert linked() == "lc.max_pressure"
    decision = NameDecision.objects.get()
    assert (decision.taken_by, decision.from_status, decision.to_status) == (cast.administrator, "open", "alias")


def test_an_added_parameter_links_at_once_and_outlives_a_load(proposal: NameProposal, cast: Cast) -> None:
    new = editing.NewParameter("lc.limit", "承压上限值", "Pressure limit", "number", "MPa", better="higher")
    editing.accept_parameter(proposal.pk, new=new, actor=acting(cast.administrator))
    load_taxonomy(shipped())
    assert linked() == "lc.limit"
    parameter = Parameter.objects.get(code="lc.limit")
    assert (parameter.quantity, parameter.is_active, parameter.is_added) == ("pressure", True, True)
    assert "lc.limit" in {line.parameter.code for line in template_of(proposal.category)}


def test_taking_back_links_no_more_and_the_code_can_be_used_again(proposal: NameProposal, cast: Cast) -> None:
    administrator = acting(cast.administrator)
    new = editing.NewParameter("lc.limit", "承压上限值", "", "number", "MPa")
    editing.accept_parameter(proposal.pk, new=new, actor=administrator)
    editing.undo(proposal.pk, actor=administrator)
    assert linked() is None
    assert not Parameter.objects.get(code="lc.limit").is_active
    editing.accept_parameter(proposal.pk, new=new, actor=administrator)
    assert linked() == "lc.limit"
    editing.undo(proposal.pk, actor=administrator)
    editing.accept_alias(proposal.pk, parameter_code="lc.max_pressure", actor=administrator)
    assert linked() == "lc.max_pressure"


def test_an_alias_that_would_change_nothing_is_refused(
    category: Category, university: Organisation, cast: Cast
) -> None:
    proposal = make_proposal(category, organisation=university, name="泵头体积数", unit="μL")
    with pytest.raises(InvalidInput, match="仍不会对应"):
        editing.accept_alias(proposal.pk, parameter_code="lc.max_pressure", actor=acting(cast.administrator))
    proposal.refresh_from_db()
    assert proposal.state == State.OPEN
    assert linked("泵头体积数", "μL") is None


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"code": "LC Limit"}, "code"),
        ({"code": "lc.max_pressure"}, "code"),
        ({"name_zh": "  "}, "name_zh"),
        ({"kind": "sort of"}, "kind"),
        ({"unit": "MPascal"}, "unit"),
        ({"quantity": "length"}, "unit"),
        ({"kind": "set"}, "unit"),
    ],
)
def test_a_faulty_parameter_is_refused_by_field(
    fields: dict[str, str], named: str, proposal: NameProposal, cast: Cast
) -> None:
    new = replace(editing.NewParameter("lc.limit", "承压上限值", "", "number", "MPa"), **fields)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput) as refusal:
        editing.accept_parameter(proposal.pk, new=new, actor=acting(cast.administrator))
    assert named in refusal.value.detail
    assert not Parameter.objects.filter(code="lc.limit").exists()


def test_every_step_follows_the_table_or_is_refused(proposal: NameProposal, cast: Cast) -> None:
    administrator = acting(cast.administrator)
    new = editing.NewParameter("lc.limit", "承压上限值", "", "number", "MPa")
    services = {
        Step.ALIAS: lambda: editing.accept_alias(proposal.pk, parameter_code="lc.max_pressure", actor=administrator),
        Step.PARAMETER: lambda: editing.accept_parameter(proposal.pk, new=new, actor=administrator),
        Step.REJECT: lambda: editing.reject(proposal.pk, reason="不是参数", actor=administrator),
        Step.UNDO: lambda: editing.undo(proposal.pk, actor=administrator),
        Step.RELINK: lambda: editing.ask_relink(proposal.pk, actor=administrator),
    }
    for state, step in itertools.product(State, Step):
        NameProposal.objects.filter(pk=proposal.pk).update(state=state, parameter=None)
        if LIFECYCLE.permits(state, step):
            assert services[step]().state == LIFECYCLE.after(state, step)
            NameProposal.objects.filter(pk=proposal.pk).update(state=State.ALIAS)
            editing.undo(proposal.pk, actor=administrator)
            Parameter.objects.filter(code="lc.limit").update(is_active=False)
        else:
            with pytest.raises(TransitionRefused):
                services[step]()


def test_nobody_but_an_administrator_decides(proposal: NameProposal, cast: Cast) -> None:
    for name, user in cast.everyone().items():
        if name in ("administrator", "suspended"):
            continue
        with pytest.raises(AccessDenied):
            editing.reject(proposal.pk, reason="不是参数", actor=acting(user))
    proposal.refresh_from_db()
    assert proposal.state == State.OPEN


def test_the_list_shows_the_most_frequent_first_within_few_queries(
    category: Category,
    university: Organisation,
    editor: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(3):
        make_proposal(category, organisation=university, name="承压上限", source=f"a:{number}")
    for number in range(12):
        make_proposal(category, organisation=university, name=f"第{number}号怪名称", source=f"b:{number}", unit="")
    editor.get(INDEX)
    with django_assert_max_num_queries(12):
        page = editor.get(INDEX).content.decode()
    assert page.index("承压上限") < page.index("第0号怪名称")
    assert "lc.max_pressure" in page
    assert "怪名称" not in editor.get(INDEX, {"q": "承压"}).content.decode()
    assert "承压上限" not in editor.get(INDEX, {"category": "010505"}).content.decode()


def test_an_editor_accepts_from_the_page_and_takes_it_back_there(proposal: NameProposal, editor: Client) -> None:
    answer = editor.post(f"{INDEX}{proposal.pk}/alias/", {"parameter": "lc.max_pressure"}, follow=True)
    assert "已收为“最高耐压”的别名" in answer.content.decode()
    assert linked() == "lc.max_pressure"
    editor.post(f"{INDEX}{proposal.pk}/undo/")
    assert linked() is None


def test_many_are_accepted_at_once_and_a_refused_one_stops_no_other(
    category: Category, university: Organisation, editor: Client
) -> None:
    good = make_proposal(category, organisation=university)
    bad = make_proposal(category, organisation=university, name="泵头体积数", unit="μL", source="b:1")
    chosen = [f"{bad.pk}:lc.max_pressure", f"{good.pk}:lc.max_pressure", "junk", f"{good.pk}9:lc.max_pressure"]
    page = editor.post(f"{INDEX}accept/", {"chosen": chosen}, follow=True).content.decode()
    assert "已收下 1 个别名" in page
    assert "仍不会对应" in page
    assert linked() == "lc.max_pressure"


def test_a_faulty_form_keeps_what_was_typed_and_says_what_to_do(proposal: NameProposal, editor: Client) -> None:
    answer = editor.post(
        f"{INDEX}{proposal.pk}/parameter/",
        {"code": "lc.limit", "name_zh": "承压上限值", "kind": "number", "unit": "帕帕"},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "承压上限值" in page
    assert "不在单位表中" in page
    assert editor.post(f"{INDEX}{proposal.pk}/reject/", {"reason": " "}).status_code == 422
    assert editor.post(f"{INDEX}{proposal.pk}/alias/", {}).status_code == 422


def test_the_page_of_an_unpublished_name_hides_its_line(
    category: Category, university: Organisation, editor: Client
) -> None:
    hidden = make_proposal(category, organisation=university, example="秘密项目：承压上限≥61.7MPa")
    page = editor.get(f"{INDEX}{hidden.pk}/").content.decode()
    assert "承压上限" in page
    assert "61.7" not in page
    assert selectors.surroundings(hidden).is_hidden
