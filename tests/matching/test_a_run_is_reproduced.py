"""A stored run is worked out again from what it kept, whatever happened to products, parameters and weights since."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from datetime import timedelta
from decimal import Decimal

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from apps.matching import epochs, reproducing, weight_services
from apps.matching.arithmetic import sums_of
from apps.matching.engine.facts import ScoreParts
from apps.matching.models import DeviationRow, EpochPart, Match, MatchRun
from apps.matching.selectors import rows_of
from apps.suppliers import writing
from apps.suppliers.models import Product, ProductRevision, SpecValue
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.models import Category, Parameter
from kernel import clock
from tests.cast import Cast, acting, make_member, organisation_of
from tests.support.market import make_demand, make_product, match_now

pytestmark = pytest.mark.django_db

GOOD = {"test.pressure": "80 MPa", "test.oven": "室温+5～85 ℃", "test.noise": "≤58 dB", "test.gradient": "具备"}


def _keep(product: Product) -> Product:
    writing.write_revision(product, cause=ProductRevision.Cause.CREATED, by=None)
    return product


@pytest.fixture
def products(cast: Cast) -> list[Product]:
    """Good, a near miss with expired evidence, a poor one without price, and a reference; each with its revision."""
    maker, rival = organisation_of(cast.sales_engineer), organisation_of(cast.competing_maker)
    made = [
        make_product(maker=maker, model="GOOD-1", specs=GOOD),
        make_product(maker=rival, model="NEAR-1", specs=GOOD | {"test.pressure": "55 MPa"}, price_wan=61),
        make_product(maker=rival, model="FAR-1", specs=GOOD | {"test.oven": "10～70 ℃"}, price_wan=None),
        make_product(maker=maker, model="ABROAD-1", specs=GOOD, is_reference=True),
    ]
    tested = SpecValue.objects.filter(product=made[1], parameter__code="test.noise")
    tested.update(
        rung=EvidenceRung.THIRD_PARTY, evidence="报告 7 第 3 页", expires_on=clock.today() - timedelta(days=9)
    )
    good = SpecValue.objects.filter(product=made[0], parameter__code="test.noise")
    good.update(rung=EvidenceRung.ACCREDITED, evidence="证书 12", expires_on=clock.today() + timedelta(days=9))
    return [_keep(product) for product in made]


@pytest.fixture
def run(cast: Cast, products: list[Product]) -> MatchRun:
    """A finished run over them."""
    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    return match_now(demand)


def _command(run: MatchRun) -> str:
    out = io.StringIO()
    call_command("reproduce_run", run.code, stdout=out)
    return out.getvalue()


def test_a_run_is_the_same_again(run: MatchRun) -> None:
    said = _command(run)
    assert "is the same, byte for byte: 21 lines over 4 products" in said  # 1 run, 4 matches, 16 rows


def test_whatever_changed_since_does_not_matter(cast: Cast, run: MatchRun, products: list[Product]) -> None:
    before = reproducing.text_of_stored(run)
    good, near, far, _abroad = products
    near.price_yuan, near.name, near.revision = Decimal(1), "别的名字", 2
    near.save()
    SpecValue.objects.filter(product=near, parameter__code="test.pressure").update(lo="90", hi="90", text="90 MPa")
    _keep(near)
    good.status = Product.Status.WITHDRAWN
    good.save()
    SpecValue.objects.filter(product=far).delete()
    far.revision = 2
    far.save()
    _keep(far)
    _keep(make_product(maker=organisation_of(cast.sales_engineer), model="NEW-1", specs=GOOD | {"test.noise": "≤1 dB"}))
    Parameter.objects.filter(code="test.noise").update(name_zh="响度", better="higher")
    Category.objects.filter(code="999901").update(name_zh="另一个名字", aliases=["采购"], family="elsewhere")
    _activate_others(cast)
    again = match_now(run.version.demand)
    assert reproducing.text_of_stored(again) != before  # the changes do matter to a new run
    for each in (run, again):
        each.refresh_from_db()
        assert "is the same, byte for byte" in _command(each)


def _activate_others(cast: Cast) -> None:
    second = make_member(organisation=organisation_of(cast.administrator), role="administrator")
    parts = ScoreParts(mandatory=2000, important=2000, general=1000, price=3000, delivery=500, evidence=1000, text=500)
    made = weight_services.draft(parts, actor=acting(cast.administrator))
    weight_services.propose(made.pk, reason="价格更重要", actor=acting(cast.administrator))
    weight_services.approve(made.pk, actor=acting(second))


def test_another_day_does_not_matter(run: MatchRun, monkeypatch: pytest.MonkeyPatch) -> None:
    tomorrow = clock.today() + timedelta(days=30)
    monkeypatch.setattr(clock, "today", lambda: tomorrow)
    assert "is the same" in _command(run)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda run: Match.objects.filter(run=run, rank=1).update(score=9999), "score is 9999 in the database and"),
        (lambda run: Match.objects.filter(run=run, rank=1).update(rank=9), "rank is 9 in the database and 1 worked"),
        (lambda run: DeviationRow.objects.filter(match__run=run, match__rank=1, position=2).update(sentence="改了"),
         "row 2: sentence is '改了'"),
        (lambda run: DeviationRow.objects.filter(match__run=run, match__rank=1, position=1).update(reason_code="x"),
         "row 1: reason_code is 'x'"),
        (lambda run: Match.objects.filter(run=run, rank=2).delete(), "found again, and not stored"),
        (lambda run: MatchRun.objects.filter(pk=run.pk).update(open_count=7), "run: open_count is 7"),
    ],
)  # fmt: skip
def test_what_was_changed_in_the_database_is_named(
    run: MatchRun, change: object, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(change)
    change(run)
    with pytest.raises(CommandError) as caught:
        call_command("reproduce_run", str(run.pk))
    assert caught.value.returncode == 1
    assert f"{run.code} differs" in str(caught.value)
    assert said in capsys.readouterr().out


def test_a_run_from_before_says_why_not(run: MatchRun) -> None:
    MatchRun.objects.filter(pk=run.pk).update(epoch=None)
    with pytest.raises(CommandError, match="from before runs kept what they follow from") as caught:
        _command(run)
    assert caught.value.returncode == 2


def test_what_is_missing_is_named(run: MatchRun, products: list[Product]) -> None:
    ProductRevision.objects.filter(product=products[0]).delete()
    with pytest.raises(
        CommandError, match=f"1 of 4 product revisions are not kept: product {products[0].pk} revision 1"
    ):
        _command(run)


def test_a_run_of_other_rules_says_which(run: MatchRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epochs, "ENGINE_VERSION", "3")
    with pytest.raises(CommandError, match=r"other rules: engine 2 \(here 3\)"):
        _command(run)


def test_a_run_of_engine_1_is_shown_as_it_was_and_says_that_it_cannot_be_worked_out_again(run: MatchRun) -> None:
    """Its epoch knew no weights of terms; its text points are not explained by rules that it did not follow."""
    assert run.epoch is not None
    content = json.loads(zlib.decompress(run.epoch.body))
    content["rules"]["engine"] = "1"
    del content["terms"]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    older = EpochPart.objects.create(digest=hashlib.sha256(text).hexdigest(), body=zlib.compress(text))
    MatchRun.objects.filter(pk=run.pk).update(epoch=older, engine_version="1")
    with pytest.raises(CommandError, match=r"other rules: engine 1 \(here 2\); use the release") as caught:
        _command(run)
    assert caught.value.returncode == 2
    best = Match.objects.select_related("run__version", "product__category").get(run=run, rank=1)
    lines = [line.text for line in sums_of(best, rows_of(best))]
    assert lines[-1] == f"按引擎 1 的办法计 {Decimal(best.parts['text'][0]) / 100:.2f}"


def test_a_piece_that_was_changed_is_noticed(run: MatchRun) -> None:
    assert run.epoch is not None
    other = EpochPart.objects.exclude(pk=run.epoch.pk).first()
    assert other is not None
    EpochPart.objects.filter(pk=run.epoch.pk).update(body=other.body)
    with pytest.raises(CommandError, match="was changed"):
        _command(run)


@pytest.mark.parametrize("number", ["R-9999999", "2000000011"])
def test_an_unknown_run_is_refused(db: None, number: str) -> None:
    with pytest.raises(CommandError, match="there is no run"):
        call_command("reproduce_run", number)


def test_a_product_withdrawn_or_changed_while_a_run_is_kept(cast: Cast, products: list[Product]) -> None:
    """Between comparing and keeping one product goes and another changes: the run says what was compared."""
    from apps.matching import comparisons, services

    demand = make_demand(institution=organisation_of(cast.institution_member), author=cast.institution_member)
    assert demand.published_version is not None
    with transaction.atomic():
        run = services.request_run(demand.published_version.pk, cause=MatchRun.Cause.REQUESTED)
    compared = comparisons.compare(demand.published_version)
    good, near, *_others = products
    Product.objects.filter(pk=good.pk).update(status=Product.Status.WITHDRAWN)
    near.revision, near.price_yuan = 2, Decimal(1)
    near.save()
    SpecValue.objects.filter(product=near).update(evidence="后来的")
    _keep(near)
    services._store(run.pk, compared, epoch=epochs.keep(compared), duration_ms=1)
    run.refresh_from_db()
    assert run.left_out == [good.pk]
    match = run.matches.get(product=near)
    assert (match.rank, match.budget_ok) == (1, False)
    assert match.rows.get(reason_code__isnull=False, position=3).evidence == "报告 7 第 3 页"
    assert "is the same" in _command(run)


def test_pieces_are_shared_and_a_change_makes_few_anew(cast: Cast, run: MatchRun, products: list[Product]) -> None:
    first = EpochPart.objects.count()
    other = make_demand(
        institution=organisation_of(cast.institution_member), author=cast.institution_member, budget_wan=9
    )
    assert match_now(other).epoch_id == run.epoch_id
    assert EpochPart.objects.count() == first
    products[0].revision = 2
    products[0].save()
    _keep(products[0])
    assert match_now(run.version.demand).epoch_id != run.epoch_id
    assert EpochPart.objects.count() == first + 2  # its list of products, and the epoch


def test_a_list_is_cut_where_ids_say() -> None:
    members = np.array([(number, 1) for number in range(1, 1001)], dtype=np.int64)
    parts = [part.tolist() for part in epochs.parts_of(members)]
    assert [pair for part in parts for pair in part] == members.tolist()
    gone = [part.tolist() for part in epochs.parts_of(members[members[:, 0] != 300])]
    assert len(parts) == 4
    assert [part for part in parts if part not in gone] == [parts[1]]
