"""Many words as two arrays: their bytes one after the other, and where each begins. Processes map and share them, and a
word is decoded when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from typing import TypeVar, overload

import numpy as np
import numpy.typing as npt

from apps.matching.engine.columns import Int64

Item = TypeVar("Item")
Bytes = npt.NDArray[np.uint8]

_DECODED_MOST = 65_536


class Encoded(Sequence[Item]):
    """A sequence that lies in `data`, the item at i in data[at[i]:at[i + 1]] as UTF-8; `decode` reads its text."""

    def __init__(self, data: Bytes, at: Int64, decode: Callable[[str], Item]) -> None:
        self.data, self.at, self.decode = data, at, decode

    def code(self, place: int) -> bytes:
        """The bytes of one item; equal items have equal ones."""
        return self.data[self.at[place] : self.at[place + 1]].tobytes()

    @cached_property
    def _decoded(self) -> Callable[[int], Item]:
        return lru_cache(_DECODED_MOST)(lambda place: self.decode(self.code(place).decode()))

    def __len__(self) -> int:
        return len(self.at) - 1

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Sequence[Item]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return self._decoded(int(place) % len(self))

    def taken(self, places: Int64) -> Encoded[Item]:
        """These items, in this order."""
        sizes = self.at[places + 1] - self.at[places]
        at = _begins(sizes)
        every = np.repeat(self.at[places] - at[:-1], sizes) + np.arange(at[-1])
        return Encoded(self.data[every], at, self.decode)

    def cut(self, begin: int, end: int) -> Encoded[Item]:
        """The items from `begin` to `end`, without copying their bytes."""
        first, last = int(self.at[begin]), int(self.at[end])
        return Encoded(self.data[first:last], self.at[begin : end + 1] - first, self.decode)

    def sorting(self) -> Int64:
        """The places of the items in the order of their texts. UTF-8 sorts as its characters do."""
        sizes = np.diff(self.at)
        width = int(sizes.max(initial=1))
        table = np.zeros((len(self), width), np.uint8)
        within = np.arange(int(self.at[-1] - self.at[0])) - np.repeat(self.at[:-1] - self.at[0], sizes)
        table[np.repeat(np.arange(len(self)), sizes), within] = self.data[self.at[0] : self.at[-1]]
        return np.argsort(table.view(f"S{width}").reshape(-1), kind="stable")


def encoded(items: Sequence[Item], encode: Callable[[Item], str], decode: Callable[[str], Item]) -> Encoded[Item]:
    """The items as bytes; as they are where they are bytes already."""
    if isinstance(items, Encoded):
        return items
    codes = [encode(item).encode() for item in items]
    return Encoded(np.frombuffer(b"".join(codes), np.uint8), _begins([len(code) for code in codes]), decode)


def encoded_words(words: Sequence[str]) -> Encoded[str]:
    """`encoded` for words that stand for themselves."""
    return encoded(words, str, str)


def joined(parts: Iterable[Encoded[Item]], decode: Callable[[str], Item]) -> Encoded[Item]:
    """One after the other."""
    every = list(parts)
    if not every:
        return Encoded(np.empty(0, np.uint8), np.zeros(1, np.int64), decode)
    data = np.concatenate([each.data[each.at[0] : each.at[-1]] for each in every])
    return Encoded(data, _begins(np.concatenate([np.diff(each.at) for each in every])), decode)


def _begins(sizes: npt.ArrayLike) -> Int64:
    at = np.zeros(np.size(sizes) + 1, np.int64)
    np.cumsum(sizes, out=at[1:])
    return at
