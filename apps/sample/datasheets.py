"""Datasheets that wait to be looked at: one of a product that is listed already, one of three models at once.

The first is written from what the product says, with some figures of another level, so that the page shows what is
new, what is the same and what differs; it is read by the same reader as every maker's.
"""

from __future__ import annotations

from collections.abc import Iterator

from apps.accounts.selectors import actor_of
from apps.sample.cast import Cast
from apps.sample.figures import figures
from apps.suppliers.datasheets import intake
from apps.suppliers.models import Datasheet, Product, SpecValue
from kernel.sandbox import ReadingRefused

CHANGED_EVERY = 4
SERIES = """LX 系列台式高速冷冻离心机选型表（示例）
平稳、安静、可靠，为每一间实验室而生。
参数	单位	LX-16R	LX-20R	LX-25R
最高转速	r/min	16000	20000	25000
最大相对离心力	×g	21500	31000	64800
最大容量	mL	400	1000	3000
转速精度	r/min	±20	±20	±10
温控范围	℃	-10～40	-20～40	-20～40
控温精度	℃	±1	±1	±0.5
加速时间	s	≤25	≤30	≤45
定时范围		1 min～99 h	1 min～99 h	1 min～99 h
噪声	dB(A)	<58	<60	<62
预冷功能		有	有	有
转子自动识别		—	有	有
外形尺寸	mm	620×560×360	700×610×420	760×680×450
净重	kg	75	98	130
电源		AC220V 50Hz 15A	AC220V 50Hz 20A	AC220V 50Hz 25A
"""


def make_datasheets(cast: Cast) -> None:
    """Hand both in for the maker that people sign in as, and read them. Needs its products and measured values."""
    maker = cast.makers[0]  # the one of the sign-in
    product = _listed_product(maker.pk)
    _hand_in(cast, maker.pk, _text_of(product), product_id=product.pk)
    _hand_in(cast, maker.pk, SERIES, product_id=None)


def _listed_product(maker_id: int) -> Product:
    """The maker's published product with the most values."""
    products = Product.objects.filter(organisation_id=maker_id, status=Product.Status.PUBLISHED, is_reference=False)
    return max(products.select_related("category").order_by("pk"), key=lambda each: each.spec_values.count())


def _hand_in(cast: Cast, maker_id: int, text: str, *, product_id: int | None) -> None:
    actor = actor_of(cast.people[maker_id][0])
    given = intake.add_datasheet(actor=actor, text=text, product_id=product_id)
    Datasheet.objects.filter(pk=given.pk).update(is_sample=True)
    intake.handle_read_datasheet({"datasheet_id": given.pk})
    given.refresh_from_db()
    if given.state != Datasheet.State.READ:
        raise ReadingRefused(f"the sample datasheet {given.pk} was not read: {given.message}")


def _text_of(product: Product) -> str:
    """The datasheet of a product: a title, advertising, its values by groups, what nobody compares."""
    lines = [
        f"{product.model} {product.name} 产品样本（示例）",
        "全新一代平台，性能卓越，运行稳定，广泛用于科研、检测与教学。",
        "技术指标",
        *_value_lines(product),
        "样品室照明：LED 环形光，色温 5500 K",
        "主机尺寸：780 mm×820 mm×1560 mm",
        "重量：约 260 kg",
        "电源：AC 220 V±10%，50 Hz",
        f"订货号：{product.model}-01",
    ]
    return "\n".join(lines)


def _value_lines(product: Product) -> Iterator[str]:
    """Each of the maker's own values; of every fourth the figure of another level, every seventh is left out."""
    levels = figures().get(product.category.code, {})
    own = SpecValue.objects.filter(product=product, is_recorded=False, parameter__isnull=False)
    for index, value in enumerate(own.select_related("parameter").order_by("position"), start=1):
        assert value.parameter is not None  # noqa: S101  filtered above
        others = [text for text in levels.get(value.parameter.code, ()) if text != value.text]
        text = others[0] if index % CHANGED_EVERY == 0 and others else value.text
        condition = f"（{value.condition}）" if value.condition and value.condition not in text else ""
        if index % 7:
            yield f"{value.printed_name}：{text}{condition}"
