"""The sample world's products: read by the same reader as every maker's, written in bulk.

The rows are written directly and not through the services: news of six hundred products would ask for six hundred
comparisons of demands that do not exist yet.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache

from apps.accounts.models import Organisation, User
from apps.sample import names
from apps.sample.cast import Cast
from apps.sample.figures import LEVELS, InstrumentType, figures, instrument_types
from apps.suppliers.contents import SpecEntry, content_as_json
from apps.suppliers.lifecycle import Step
from apps.suppliers.models import Certificate, Product, ProductRevision, ProductStep, SpecValue
from apps.suppliers.reading import row_of
from apps.suppliers.searching import search_text_of
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.models import Category, Parameter
from kernel import clock

PER_TYPE = 20
REFERENCES_PER_TYPE = 1
RUNG_CHANCES = (
    (EvidenceRung.CLAIM, 52),
    (EvidenceRung.USER_REPORT, 14),
    (EvidenceRung.THIRD_PARTY, 22),
    (EvidenceRung.ACCREDITED, 12),
)
EVIDENCE_WORDS: dict[int, str] = {
    EvidenceRung.USER_REPORT: "用户试用报告 YH-{number}",
    EvidenceRung.THIRD_PARTY: "第三方检测报告 SF-{number} 第{page}页",
    EvidenceRung.ACCREDITED: "校准证书 JZ-{number} 第{page}页",
}


def make_products(cast: Cast, chance: random.Random) -> None:
    """Write all products with spec values, certificates, first revisions and steps."""
    products, rows = [], []
    for index, instrument in enumerate(instrument_types()):
        category = Category.objects.get(code=instrument.category)
        for product, level in _models(cast, instrument, category, index, chance):
            product.search_text = search_text_of(product)
            products.append(product)
            rows.append(list(_spec_rows(product, instrument, level, chance)))
    Product.objects.bulk_create(products)
    values = [row for group in rows for row in group]
    for product, group in zip(products, rows, strict=True):
        for row in group:
            row.product = product
    SpecValue.objects.bulk_create(values)
    Certificate.objects.bulk_create(_certificates(products, chance))
    _write_history(cast, products, dict(zip([product.pk for product in products], rows, strict=True)))


def _models(
    cast: Cast, instrument: InstrumentType, category: Category, index: int, chance: random.Random
) -> Iterator[tuple[Product, int]]:
    """The type's products with their level of quality, 0 the best; then the imported references."""
    count = len(cast.makers) - 2  # the last two makers are not verified yet and have only a draft each
    builders = [cast.makers[(index * 7 + step) % count] for step in range(7)]
    statuses = [Product.Status.PUBLISHED] * (PER_TYPE - 1) + [
        (Product.Status.SUBMITTED, Product.Status.DRAFT, Product.Status.RETURNED, Product.Status.WITHDRAWN)[index % 4]
    ]
    for number, status in enumerate(statuses):
        level = min(LEVELS - 1, chance.choices(range(LEVELS), weights=(2, 4, 6, 5, 3))[0])
        maker = builders[number % len(builders)]
        yield _product(maker, instrument, category, number, level, status, chance), level
    for number in range(REFERENCES_PER_TYPE):
        importer = cast.importers[(index + number) % len(cast.importers)]
        yield _reference(importer, instrument, category, index + number, chance), 0


def _product(
    maker: Organisation,
    instrument: InstrumentType,
    category: Category,
    number: int,
    level: int,
    status: str,
    chance: random.Random,
) -> Product:
    span = instrument.highest_wan - instrument.lowest_wan
    share = (LEVELS - 1 - level) / (LEVELS - 1)
    wan = Decimal(instrument.lowest_wan + span * share * chance.uniform(0.75, 1.05)).quantize(Decimal("0.1"))
    return Product(
        organisation=maker,
        category=category,
        name=instrument.names[number % len(instrument.names)],
        model=f"{instrument.series}-{(LEVELS - level) * 1000 + number * 10 + 200}",
        summary="示例产品：参数为演示而编写，不对应任何真实型号。",
        price_yuan=None if chance.random() < 0.06 else wan * 10_000,
        lead_time_days=chance.choice((30, 45, 60, 60, 90, 90, 120)),
        warranty_months=chance.choice((12, 12, 24, 36)),
        origin=Product.Origin.UNKNOWN if chance.random() < 0.05 else Product.Origin.DOMESTIC,
        place_of_production="",
        has_trial_unit=chance.random() < 0.4,
        is_sample=True,
        status=status,
        published_at=clock.now() if status == Product.Status.PUBLISHED else None,
    )


def _reference(
    importer: Organisation, instrument: InstrumentType, category: Category, index: int, chance: random.Random
) -> Product:
    brand = names.IMPORTED_BRANDS[index % len(names.IMPORTED_BRANDS)]
    return Product(
        organisation=importer,
        category=category,
        name=f"进口{instrument.names[0]}",
        model=f"{brand} {instrument.series}{chance.randrange(3, 9)}00",
        brand=brand,
        summary="进口对照（示例）：品牌与型号均为虚构，仅供参照。",
        price_yuan=Decimal(instrument.highest_wan) * 14_000,
        lead_time_days=chance.choice((120, 150, 180)),
        warranty_months=12,
        origin=Product.Origin.ABROAD,
        is_reference=True,
        is_sample=True,
        status=Product.Status.PUBLISHED,
        published_at=clock.now(),
    )


def _spec_rows(product: Product, instrument: InstrumentType, level: int, chance: random.Random) -> Iterator[SpecValue]:
    """One row a parameter: near the product's level, sometimes missing, sometimes only approximate."""
    for position, (code, levels) in enumerate(figures()[instrument.category].items()):
        if chance.random() < 0.07:
            continue
        near = min(max(level + chance.choice((-1, 0, 0, 0, 1)), 0), LEVELS - 1)
        text = levels[near]
        if chance.random() < 0.02 and text[0].isdigit() and "～" not in text and "、" not in text:
            text = f"约 {text}"
        row = copy.copy(_read(code, text))
        row.position = position
        _stand_behind(row, chance)
        yield row


@lru_cache(maxsize=4096)
def _read(code: str, text: str) -> SpecValue:
    return row_of(SpecEntry(text=text, parameter=code), parameter=_parameter(code), position=0)


@lru_cache(maxsize=1024)
def _parameter(code: str) -> Parameter:
    return Parameter.objects.get(code=code)


def _stand_behind(row: SpecValue, chance: random.Random) -> None:
    rungs, weights = zip(*RUNG_CHANCES, strict=True)
    rung = chance.choices(rungs, weights=weights)[0]
    row.rung = row.asked_rung = rung
    if rung is EvidenceRung.CLAIM:
        return
    row.evidence = EVIDENCE_WORDS[rung].format(number=chance.randrange(1000, 9999), page=chance.randrange(1, 12))
    row.expires_on = clock.today() + timedelta(days=chance.randrange(-120, 900))


def _certificates(products: list[Product], chance: random.Random) -> Iterator[Certificate]:
    for product in products:
        if chance.random() < 0.3:
            yield Certificate(
                product=product,
                title=chance.choice(("第三方检测报告", "计量校准证书", "质量管理体系认证")),
                number=f"示例-{chance.randrange(10000, 99999)}",
                issuer=chance.choice(names.CENTRES)[0],
                issued_on=clock.today() - timedelta(days=chance.randrange(30, 700)),
            )


def _write_history(cast: Cast, products: list[Product], rows: dict[int, list[SpecValue]]) -> None:
    certificates: dict[int, list[Certificate]] = {}
    for certificate in Certificate.objects.all():
        certificates.setdefault(certificate.product_id, []).append(certificate)
    owners = {product.pk: cast.owner(product.organisation) for product in products}
    ProductRevision.objects.bulk_create(
        ProductRevision(
            product=product,
            number=product.revision,
            content=content_as_json(product, rows[product.pk], certificates.get(product.pk, ())),
            cause=ProductRevision.Cause.CREATED,
            created_by=owners[product.pk],
        )
        for product in products
    )
    ProductStep.objects.bulk_create(
        ProductStep(
            product=product, step=step, from_status=before, to_status=after, taken_by=who, reason="示例" * (not before)
        )
        for product in products
        for step, before, after, who in _steps(product, cast, owners[product.pk])
    )


def _steps(product: Product, cast: Cast, owner: User) -> Iterator[tuple[str, str, str, User]]:
    status, administrator = Product.Status, cast.owner(cast.platform)
    yield Step.CREATE, "", status.DRAFT, owner
    if product.status == status.DRAFT:
        return
    yield Step.SUBMIT, status.DRAFT, status.SUBMITTED, owner
    if product.status == status.SUBMITTED:
        return
    if product.status == status.RETURNED:
        yield Step.RETURN, status.SUBMITTED, status.RETURNED, administrator
        return
    yield Step.PUBLISH, status.SUBMITTED, status.PUBLISHED, administrator
    if product.status == status.WITHDRAWN:
        yield Step.WITHDRAW, status.PUBLISHED, status.WITHDRAWN, owner
