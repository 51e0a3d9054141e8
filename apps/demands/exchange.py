"""Tenders in the exchange format of `read_tender`: plain JSON, amounts in 元."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from apps.demands.reading.child import CPU_SECONDS, READ_DOCUMENT, WALL_SECONDS, from_json
from apps.demands.reading.types import Change, ChangeKind, Package, TenderRow
from apps.taxonomy.language.exchange import as_record
from apps.taxonomy.language.read import read_line
from kernel.errors import DomainError
from kernel.sandbox import run_limited
from kernel.uploads import DOCUMENTS, check_file


def read_file(path: Path) -> dict[str, Any]:
    """One file as the site reads it: checked, parsed in the limited child; a refused file has `error`."""
    answer: dict[str, Any] = {"file": path.name, "packages": []}
    try:
        data = path.read_bytes()
        check_file(io.BytesIO(data), kinds=DOCUMENTS, name=path.name)
        tender = from_json(run_limited(READ_DOCUMENT, data, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS))
    except OSError as problem:
        return answer | {"error": f"cannot read: {problem.strerror}"}
    except DomainError as refusal:
        return answer | {"error": refusal.message}
    answer["packages"] = [_package(package) for package in tender.packages if package.rows]
    return answer | ({"diff": _diff(tender.changes)} if tender.changes else {})


def _diff(changes: Sequence[Change]) -> dict[str, Any]:
    """What an amendment changes; a deleted clause that is not quoted is named by its place."""
    by_kind = {kind: [change for change in changes if change.kind is kind] for kind in ChangeKind}
    return {
        "changed": [{"old": c.old, "new": c.new, "mark": c.mark or None} for c in by_kind[ChangeKind.CHANGED]],
        "deleted": [c.old or c.where for c in by_kind[ChangeKind.DELETED]],
        "added": [{"text": c.new, "mark": c.mark or None} for c in by_kind[ChangeKind.ADDED]],
    }


def _package(package: Package) -> dict[str, Any]:
    return {
        "instrument": package.instrument,
        "budget": _number(package.budget_yuan),
        "quantity": package.quantity,
        "delivery_days": package.delivery_days,
        "requirements": [_row(row, package.instrument) for row in package.rows],
    }


def _number(amount: Decimal | None) -> int | float | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _row(row: TenderRow, instrument: str) -> dict[str, Any]:
    readings = (
        replace(reading, mark=row.mark or reading.mark) for reading in read_line(row.text, instrument=instrument)
    )
    return {
        "text": row.text,
        "mark": row.mark or None,
        "kind": row.kind.value,
        "number": row.number,
        "requirements": [as_record(reading) for reading in readings],
    }
