"""What people write: the facts of a demand and the fields of a row, before they are checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apps.taxonomy.language.types import Mark, Operator


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandContent:
    """The facts of a demand. `category_code` is '' while the instrument type is not known; amounts in 元."""

    title: str
    category_code: str = ""
    purpose: str = ""
    quantity: int = 1
    budget_yuan: Decimal | None = None
    is_budget_public: bool = True
    delivery_days: int | None = None
    province_code: str = ""
    answers_until: date | None = None
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """One row as typed. `value` is the value side as text in `unit`: 60,000; 50～3000; 室温+5～85; ±0.1; ESI、APCI."""

    name: str
    op: Operator
    value: str = ""
    unit: str = ""
    condition: str = ""
    mark: Mark = Mark.GENERAL
    clause: str = ""
    is_commercial: bool = False
    is_strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What a row asks after a relaxation: exact bounds as stored texts. Name, unit, condition and words stay."""

    row_id: int
    op: Operator
    lo: str = ""
    hi: str = ""
    members: tuple[str, ...] = ()
    is_strict: bool = False
    mark: Mark = Mark.GENERAL
