"""The filtered catalogue as a file for Excel: what is seen on the page, with all parameters of the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font

from apps.accounts.regions import region_name
from apps.suppliers.domestic import domestic_statement
from apps.suppliers.models import Product
from apps.suppliers.pages import SpecCell, cells_of
from apps.taxonomy.selectors import TemplateLine
from design.signs import RUNG_WORDS
from kernel.exports import CSV, XLSX, csv_for_excel, neutralise, saved
from kernel.languages import bracketed

CONTENT_TYPES = {"xlsx": XLSX, "csv": CSV}


def _head(lines: Sequence[TemplateLine]) -> list[str]:
    plain = [
        _("型号"),
        _("产品名称"),
        _("厂商"),
        _("省份"),
        _("细分领域"),
        _("报价（元）"),
        _("交货期（天）"),
        _("质保（月）"),
    ]
    specs = [f"{line.parameter.name}{bracketed(line.parameter.unit)}" for line in lines]
    return [*plain, _("本国产品"), _("可试用"), *specs]


def _rows(products: Sequence[Product], lines: Sequence[TemplateLine], today: date) -> Iterator[list[object]]:
    cells = cells_of([product.pk for product in products], today)
    for product in products:
        statement = domestic_statement(product.origin, product.place_of_production, on=today)
        yield [
            product.model,
            product.name,
            product.brand or product.organisation.name,
            region_name(product.organisation.province_code),
            product.category.name,
            product.price_yuan,
            product.lead_time_days,
            product.warranty_months,
            statement.reason,
            _("是") if product.has_trial_unit else _("否"),
            *(_said(cells[product.pk].get(line.parameter.pk)) for line in lines),
        ]


def _said(cell: SpecCell | None) -> str:
    """The maker's text with its evidence: 60000（m/z 200）[三方]."""
    if cell is None:
        return ""
    condition = "" if cell.condition in cell.full_text else bracketed(cell.condition)
    return f"{cell.full_text}{condition} [{RUNG_WORDS[cell.rung]}]"


def catalogue_csv(products: Sequence[Product], lines: Sequence[TemplateLine], today: date) -> bytes:
    """The list as a CSV that Excel opens."""
    return csv_for_excel(_head(lines), _rows(products, lines, today))


def catalogue_xlsx(products: Sequence[Product], lines: Sequence[TemplateLine], today: date) -> bytes:
    """The list as an .xlsx; texts never become formulas."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("产品")
    sheet.append([neutralise(name) for name in _head(lines)])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in _rows(products, lines, today):
        sheet.append([neutralise(value) if isinstance(value, str) else value for value in row])
    sheet.freeze_panes = "C2"
    return saved(book)
