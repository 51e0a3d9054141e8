"""A word with a definition: a button tied to its text, which is the glossary's, in the reader's language."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from lxml import html

from apps.matching.models import Match
from handbook.pages import definition
from tests.cast import Cast, organisation_of, signed_in
from tests.support.market import make_demand, make_product, match_now

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}
SOURCE = "{% load handbook %}{% term 'deviation' %}偏离{% endterm %} {% term 'deviation' %}偏离{% endterm %}"


def _parts(content: str) -> tuple[html.HtmlElement, html.HtmlElement]:
    root = html.fromstring(f"<div>{content}</div>")
    return root, root.xpath("//button[@data-term]")[0]


def test_the_button_opens_and_is_described_by_the_definition() -> None:
    content = Template(SOURCE).render(Context({"request": RequestFactory().get("/")}))
    root, button = _parts(content)
    said = root.get_element_by_id(button.get("aria-describedby"))
    popover = root.get_element_by_id(button.get("popovertarget"))
    assert said.text_content() == definition("deviation").lead
    assert popover.get("popover") is not None
    assert said in popover
    assert "/help/glossary/#deviation" in content


def test_each_use_has_ids_of_its_own() -> None:
    root, _button = _parts(Template(SOURCE).render(Context({"request": RequestFactory().get("/")})))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids)) == 4


def test_the_definition_is_in_the_readers_language() -> None:
    with translation.override("en"):
        content = Template(SOURCE).render(Context({}))
        assert definition("deviation").lead in html.fromstring(f"<div>{content}</div>").text_content()


def test_a_term_needs_an_anchor() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load handbook %}{% term %}偏离{% endterm %}")
    with pytest.raises(LookupError):
        Template("{% load handbook %}{% term 'nonsense' %}偏离{% endterm %}").render(Context({}))


@pytest.fixture
def match(cast: Cast, db: None) -> Match:
    """A product that meets the institution's demand."""
    make_product(maker=organisation_of(cast.sales_engineer), model="GOOD-1", specs=GOOD)
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    return match_now(demand).matches.get()


def test_the_result_explains_its_signs(cast: Cast, match: Match) -> None:
    address = reverse("matching:result", args=[match.run.version.demand_id])
    content = signed_in(cast.institution_member).get(address).content.decode()
    for anchor in ("deviation", "mandatory", "important", "eligible", "open", "evidence"):
        assert f'id="term-{anchor}-' in content


def test_the_product_explains_evidence(match: Match) -> None:
    content = Client().get(reverse("suppliers:detail", args=[match.product_id])).content.decode()
    assert 'id="term-evidence-' in content
