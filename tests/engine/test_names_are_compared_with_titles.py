"""Text relevance: which terms a text has, what they count, and the worked example of docs/algorithms/score.md."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from apps.matching.engine.facts import DemandFacts, ProductFacts
from apps.matching.engine.index import MatchIndex
from apps.matching.engine.scoring import found_share
from apps.matching.engine.text import TermWeights, relevance, relevances, terms_of
from apps.taxonomy.files import read_taxonomy
from apps.taxonomy.language.units import default_units

SHIPPED = TermWeights.of((each.name_zh, *each.aliases) for each in read_taxonomy().categories)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("色谱仪", {"色", "谱", "仪", "色谱", "谱仪"}),
        ("HPLC", {"hplc", "hp", "pl", "lc"}),
        ("ｈｐｌｃ", {"hplc", "hp", "pl", "lc"}),
        ("LC-100", {"lc", "100", "10", "00"}),
        ("X射线", {"x", "射", "线", "射线"}),  # no pair of X and 射
        ("色 谱", {"色", "谱"}),  # nor across a blank
        ("", set()),
        ("—（）", set()),
    ],
)
def test_a_text_is_cut_into_characters_words_and_pairs(text: str, terms: set[str]) -> None:
    assert terms_of(text) == terms


def test_a_term_counts_the_more_the_fewer_categories_use_it() -> None:
    assert SHIPPED.of_term("离心") > SHIPPED.of_term("色谱") > SHIPPED.of_term("分析")
    assert SHIPPED.of_term("仪") == SHIPPED.of_term("采购") == 0
    one, all_but_common = TermWeights.of([("甲",)]), TermWeights.of([("甲",)] * 8 + [("乙",)] * 32)
    assert (one.of_term("甲"), all_but_common.of_term("甲"), all_but_common.of_term("乙")) == (16, 41, 0)
    assert TermWeights.of([("x",)]).of_term("x") == 32  # a Latin term counts double


def test_weights_follow_from_the_words_in_any_order_and_from_nothing_else() -> None:
    words = [(each.name_zh, *each.aliases) for each in read_taxonomy().categories]
    Random(1).shuffle(words)
    assert TermWeights.of(reversed_words[::-1] for reversed_words in words) == SHIPPED


def test_relevance_is_that_of_the_best_name() -> None:
    title = "采购高效液相色谱仪一套"
    found = dict(relevances(title, ["液相色谱仪", "气相色谱仪", "离心机", "LC-100", ""], SHIPPED))
    assert found["液相色谱仪"] > found["气相色谱仪"] > found["离心机"] == found["LC-100"] == found[""] == 0
    assert relevance(title, found, SHIPPED) == found["液相色谱仪"]
    assert relevance("", found, SHIPPED) == relevance(title, [], SHIPPED) == 0


def test_a_rare_word_that_is_shared_outweighs_common_ones() -> None:
    """Pairs of characters that all count the same would put the fluorescence photometer first."""
    texts = ["荧光分光光度计", "原子吸收分光光度计"]
    rare, common = (share for _, share in relevances("原子荧光分光光度计", ["原子荧光", "分光光度计"], SHIPPED))
    assert rare > common
    assert all(share > 0 for _, share in relevances("原子荧光分光光度计", texts, SHIPPED))


def test_without_a_table_every_term_counts_the_same() -> None:
    assert relevance("液相色谱仪", ["液相色谱仪"], TermWeights()) == 1000
    assert relevance("色谱仪", ["色谱"], TermWeights()) == found_share(3, 3, 5) == 600


def test_what_a_name_has_beyond_the_title_counts_a_quarter() -> None:
    assert found_share(100, 100, 100) == 1000
    assert found_share(100, 100, 200) == 500
    assert found_share(100, 200, 100) == 800
    assert found_share(0, 100, 0) == 0


def test_the_worked_example_of_the_page() -> None:
    title, name = "采购液相色谱仪", "高效液相色谱仪"
    shared = terms_of(title) & terms_of(name)
    wholes = [SHIPPED.of_terms(terms) for terms in (shared, terms_of(name), terms_of(title))]
    assert wholes == [523, 869, 615]
    assert relevance(title, [name], SHIPPED) == 4 * 523 * 1000 // (4 * 615 + 869 - 523) == 745


def test_another_product_moves_no_relevance() -> None:
    product = ProductFacts(product_id="p", category="a", texts=("高效液相色谱仪",))
    others = [replace(product, product_id=f"o{number}", texts=("液相色谱仪", "高效")) for number in range(20)]
    demand = DemandFacts(demand_id="d", title="采购液相色谱仪")
    scores = set()
    for products in ([product], [product, *others]):
        index = MatchIndex.build(products, parameters={}, units=default_units(), today=None, terms=SHIPPED)
        scores |= {row.score for row in index.match(demand).rows if row.product_id == "p"}
    assert scores == {7450}
