"""News of the taxonomy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaxonomyChanged:
    """Categories, parameters or templates are not what they were. Holds the codes that changed."""

    category_codes: tuple[str, ...]
    parameter_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelinkAsked:
    """An editor wants the drafts read again in which an accepted name stood unlinked."""

    proposal_id: int
