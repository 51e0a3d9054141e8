"""Which revision of which product stands in a family, as arrays: a million of them are 24 MB that processes share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from apps.matching.engine.columns import Int64

Pair = tuple[int, int]
"""The revision and the category of a published product."""


@dataclass(frozen=True)
class Members:
    """Products by rising id: three rows of a table, ids, revisions and ids of categories."""

    table: Int64

    @classmethod
    def of(cls, members: Iterable[tuple[int, int, int]]) -> Members:
        """From (id, revision, category id), in any order; ids must be unique."""
        table = np.array(list(members), dtype=np.int64).reshape(-1, 3).T
        return cls(np.ascontiguousarray(table[:, np.argsort(table[0])]))

    def __len__(self) -> int:
        return int(self.table.shape[1])

    def find(self, product_id: int) -> Pair | None:
        """The revision and the category of a product; None where it is not there."""
        ids = self.table[0]
        place = int(np.searchsorted(ids, product_id))
        if place == len(ids) or ids[place] != product_id:
            return None
        return int(self.table[1, place]), int(self.table[2, place])

    def of_category(self, category_id: int) -> Int64:
        """The products of a category by rising id, a row each: id and revision."""
        return np.ascontiguousarray(self.table[:2, self.table[2] == category_id].T)

    def differing(self, other: Members) -> frozenset[int]:
        """The ids of products that only one of both has, or has otherwise than the other."""
        common, mine, others = np.intersect1d(self.table[0], other.table[0], assume_unique=True, return_indices=True)
        moved = common[(self.table[1:, mine] != other.table[1:, others]).any(axis=0)]
        alone = np.setxor1d(self.table[0], other.table[0], assume_unique=True)
        return frozenset(moved.tolist()).union(alone.tolist())

    def updated(self, changed: Iterable[tuple[int, int, int]], gone: Iterable[int]) -> Members:
        """After some came or changed, and others went."""
        newer = Members.of(changed)
        left = ~np.isin(self.table[0], np.concatenate([newer.table[0], np.array(list(gone), dtype=np.int64)]))
        table = np.concatenate([self.table[:, left], newer.table], axis=1)
        return Members(np.ascontiguousarray(table[:, np.argsort(table[0])]))

    @cached_property
    def digest(self) -> str:
        """Equal for equal members."""
        return hashlib.blake2b(np.ascontiguousarray(self.table).data, digest_size=16).hexdigest()
