"""The Excel form of products: one row a product, a column a field or parameter, and a hidden row of codes.

The same form is the empty template of an instrument type, the export of a maker's products, and what an import reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from apps.suppliers import cells
from apps.suppliers.contents import FIELDS, ProductContent
from apps.suppliers.models import Product
from apps.taxonomy.models import Category, Parameter
from kernel.exports import neutralise, saved
from kernel.languages import bracketed

SPEC_PREFIX = "spec:"
OTHER = "other"
CERTIFICATES = "certificates"

_HEAD_FILL = PatternFill("solid", start_color="FFE4EFF4")
_NEEDED_FILL = PatternFill("solid", start_color="FFFAEFD6")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_WIDTH = 18
YES_NO = {True: "是", False: "否"}
ORIGINS: Mapping[str, str] = {value: str(label) for value, label in Product.Origin.choices}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the form: its code, its head, and what the note on the head says."""

    code: str
    label: str
    note: str
    is_needed: bool = False


_PLAIN_NOTES: Mapping[str, object] = {
    "category": gettext_lazy("细分领域代码，请勿修改。"),
    "model": gettext_lazy("必填。同一厂商内型号唯一：已有的型号会被更新，没有的会新建。例：SY-600"),
    "name": gettext_lazy("必填。例：高分辨液相色谱-质谱联用仪"),
    "price_yuan": gettext_lazy("例：2450000 或 245万"),
    "lead_time_days": gettext_lazy("天，整数。例：60"),
    "warranty_months": gettext_lazy("月，整数。例：36"),
    "origin": gettext_lazy("只能填：中国境内、境外、未说明"),
    "place_of_production": gettext_lazy("例：湖北武汉"),
    "has_trial_unit": gettext_lazy("只能填：是、否"),
    "summary": gettext_lazy("不超过 2000 字"),
}


def columns_of(parameters: Sequence[Parameter]) -> tuple[Column, ...]:
    """The columns of the form for these parameters: plain fields, parameters, the maker's own, certificates."""
    plain = [
        Column(code, str(FIELDS[code]), str(note), code in ("model", "name")) for code, note in _PLAIN_NOTES.items()
    ]
    specs = [Column(SPEC_PREFIX + each.code, _label_of(each), _note_of(each)) for each in parameters]
    other = Column(OTHER, _("其他指标"), _("模板之外的参数，一行一个：名称：值 @ 条件。按文字保存，不参与自动比对。"))
    certificates = Column(CERTIFICATES, _("证书"), _("一行一张：名称 | 编号 | 出具机构 | 出具日期 | 有效期至"))
    return (*plain, *specs, other, certificates)


def _label_of(parameter: Parameter) -> str:
    return f"{parameter.name}{bracketed(parameter.unit)}"


_EXAMPLES: Mapping[str, str] = {
    Parameter.Kind.NUMBER: "≥60",
    Parameter.Kind.RANGE: "0.1～100",
    Parameter.Kind.TOLERANCE: "±0.5",
    Parameter.Kind.SET: "甲、乙、丙",
    Parameter.Kind.HAS: "具备",
    Parameter.Kind.SIZE: "600×500×400",
}


def _note_of(parameter: Parameter) -> str:
    example = f"{_EXAMPLES.get(parameter.kind, '')} {parameter.unit}".strip()
    condition = f" @ {parameter.conditions[0]}" if parameter.conditions else ""
    lines = [
        _("类型：%(kind)s；单位：%(unit)s（可写可换算的单位）")
        % {"kind": parameter.get_kind_display(), "unit": parameter.unit or "—"},
        _("例：%(example)s") % {"example": f"{example}{condition}"} if example else "",
        _("写法：值 @ 条件 | 声明/用户/三方/计量 | 证明材料及页码 | 有效期；多个条件换行写。"),
    ]
    return "\n".join(line for line in lines if line)


def cells_of(content: ProductContent, *, parameters: Sequence[Parameter]) -> dict[str, str | int | float]:
    """The cells of a product by column code: what `importing.content_of_cells` reads back to the same content."""
    known = {parameter.code for parameter in parameters}
    filled: dict[str, str | int | float] = {
        "category": content.category,
        "model": content.model,
        "name": content.name,
        "summary": content.summary,
        "origin": ORIGINS[content.origin],
        "place_of_production": content.place_of_production,
        "has_trial_unit": YES_NO[content.has_trial_unit],
        CERTIFICATES: cells.write_certificates(content.certificates),
        OTHER: cells.write_specs(tuple(spec for spec in content.specs if spec.parameter not in known)),
    }
    if content.price_yuan is not None:
        filled["price_yuan"] = _number(content.price_yuan)
    for name in ("lead_time_days", "warranty_months"):
        if (number := getattr(content, name)) is not None:
            filled[name] = number
    for code in known:
        filled[SPEC_PREFIX + code] = cells.write_specs(tuple(s for s in content.specs if s.parameter == code))
    return filled


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def product_workbook(
    category: Category, *, parameters: Sequence[Parameter], contents: Iterable[ProductContent] = ()
) -> bytes:
    """The form as an .xlsx: empty, or filled with these products, every text kept from becoming a formula.

    Parameters that a product has outside the template get a column of their own only if given in `parameters`.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "产品"
    columns = columns_of(parameters)
    for index, column in enumerate(columns, start=1):
        sheet.cell(1, index, column.code)
        head = sheet.cell(2, index, neutralise(column.label + (" *" if column.is_needed else "")))
        head.font = Font(bold=True)
        head.fill = _NEEDED_FILL if column.is_needed else _HEAD_FILL
        head.alignment = _WRAPPED
        note = Comment(column.note, "仪桥")
        note.width, note.height = 320, 120
        head.comment = note
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTH
    for number, content in enumerate(contents, start=3):
        filled = cells_of(content, parameters=parameters)
        for index, column in enumerate(columns, start=1):
            value = filled.get(column.code, "")
            if value != "":
                cell = sheet.cell(number, index, neutralise(value) if isinstance(value, str) else value)
                cell.alignment = _WRAPPED
    sheet.row_dimensions[1].hidden = True
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "D3"
    _write_rules(book, category)
    return saved(book)


def _write_rules(book: Workbook, category: Category) -> None:
    sheet = book.create_sheet("填写说明")
    sheet.column_dimensions["A"].width = 100
    for line in (
        _("细分领域：%(code)s %(name)s") % {"code": category.code, "name": category.name},
        _("第 1 行是隐藏的代码行：列可以调换次序、翻译表头，但请不要删改代码行。"),
        _("带 * 的列必填。一行一个产品；型号已有的会被更新，没有的会新建为草稿。"),
        _("删去整列表示该项不改；单元格留空表示清空该项。"),
        _("参数按“值 @ 条件”填写，可写 ≥60、0.1～100、±0.5、具备；多个条件在单元格内换行。"),
        _("不接受公式。以 = + - @ 开头的文字导出时会加一个单引号，导入时自动去掉。"),
        _("有任何一处错误时整个文件都不导入，错误会逐行逐列列出。"),
    ):
        sheet.append([neutralise(line)])
