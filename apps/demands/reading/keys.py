"""By which key the rows of a package are kept: its instrument where that is known, else its title."""

from __future__ import annotations

from collections.abc import Sequence

from apps.demands.reading.facts import clean_instrument
from apps.demands.reading.goods import SEVERAL, Goods, goods_of_title, package_label

SHORTEST_NAME = 4


class PackageKeys:
    """The keys of the packages of a document that buys `goods`; false when it buys fewer than two."""

    def __init__(self, goods: Sequence[Goods]) -> None:
        self._goods = tuple(goods) if len(goods) >= SEVERAL else ()

    def __bool__(self) -> bool:
        return bool(self._goods)

    def of_name(self, name: str) -> str:
        """The key of an instrument; '' when it is none of the goods, or might be two of them."""
        if self.is_known(name):
            return name
        alike = [item.name for item in self._goods if name and _is_alike(item.name, name)]
        return alike[0] if len(alike) == 1 else ""

    def is_known(self, name: str) -> bool:
        """Whether one of the goods has exactly this name."""
        return any(item.name == name for item in self._goods)

    def of_place(self, place: str) -> str:
        """The key of a line's own place: the name of its instrument, or its package as 包1."""
        return self.of_name(place) or (self.of_title(place) if package_label(place) else "")

    def of_title(self, title: str) -> str:
        """The key of a package's title: by the instrument in it, by its label or place in the list, else itself."""
        own = goods_of_title(title)
        if own is not None and (key := self.of_name(own.name)):
            return key
        label = package_label(title)
        labelled = [item.name for item in self._goods if item.label and item.label == label]
        if len(labelled) == 1:
            return labelled[0]
        has_labels = any(item.label for item in self._goods)
        is_place = not has_labels and label.isdecimal() and 0 < int(label) <= len(self._goods)
        return self._goods[int(label) - 1].name if is_place else title

    def of_heading(self, title: str) -> str:
        """The key of any other heading: one that names an instrument of the goods; '' for none."""
        named = [item.name for item in self._goods if item.name in title]
        if named:
            return max(named, key=len)
        name = clean_instrument(title)
        return self.of_name(name) if len(name) >= SHORTEST_NAME else ""


def _is_alike(one: str, other: str) -> bool:
    """Whether one name is the other with some letters left out: 气质联用仪 and 气相色谱-质谱联用仪.

    Likeness would not do: 气相色谱仪 and 液相色谱仪 differ in one letter.
    """
    short, long = sorted((one, other), key=len)
    letters = iter(long)
    return all(letter in letters for letter in short)
