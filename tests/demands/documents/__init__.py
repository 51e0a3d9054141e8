"""Tender documents in the layouts that universities use, one module a kind, with what a reader takes from each."""

from __future__ import annotations

from collections.abc import Callable

from tests.demands.documents.books import workbook_with_groups, workbook_with_units
from tests.demands.documents.paragraphs import (
    automatic_numbers,
    plain_paragraphs,
    raised_numbers_and_changes,
    specification_book,
)
from tests.demands.documents.pasted import pasted, pasted_without_numbers
from tests.demands.documents.tables import (
    form_paper,
    goods_table_with_long_cell,
    parameter_table,
    table_with_group_rows,
)
from tests.demands.documents.tenders import negotiation_file, whole_tender_file
from tests.demands.documents.written import Written

DOCUMENTS: tuple[Callable[[], Written], ...] = (
    automatic_numbers,
    plain_paragraphs,
    parameter_table,
    goods_table_with_long_cell,
    whole_tender_file,
    raised_numbers_and_changes,
    workbook_with_units,
    workbook_with_groups,
    form_paper,
    pasted,
    negotiation_file,
    table_with_group_rows,
    specification_book,
    pasted_without_numbers,
)
