"""Spec values put right from elsewhere, and that taken back: ordinary edits of the whole product."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.suppliers import services
from apps.suppliers.contents import ProductContent, SpecEntry, content_from_json
from apps.suppliers.models import Product, ProductRevision
from apps.suppliers.selectors import contents_of, product_for
from apps.suppliers.specs import key_of_condition
from apps.suppliers.writing import mentioned_parameters
from apps.taxonomy.language.types import EvidenceRung
from kernel.errors import Conflict, NotFound
from kernel.languages import listed

Key = tuple[str, str]


@transaction.atomic
def put_spec_value(product_id: int, *, entry: SpecEntry, actor: Actor) -> Product:
    """Make this entry what the maker states of its parameter under its condition; everything else stays.

    It takes the place of the maker's own value, or stands at the end where there was none; values that were measured on
    the platform are left alone, and still count before it. Gives the product with its new revision. Raises what
    `services.edit_product` raises, Conflict too when somebody edited the product in the same moment.
    """
    product = product_for(actor, product_id)
    content = contents_of([product])[product.pk]
    specs = list(content.specs)
    places = [place for place, each in enumerate(specs) if _key(each) == _key(entry)]
    if places:
        specs[places[0]] = entry
    else:
        specs.append(entry)
    return services.edit_product(
        product.pk, content=replace(content, specs=tuple(specs)), actor=actor, expected_revision=product.revision
    )


def _name(entry: SpecEntry) -> str:
    return entry.parameter or entry.printed_name.strip()


def _key(entry: SpecEntry) -> Key:
    return _name(entry), key_of_condition(entry.condition)


# ---- taken back ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What became of it: the product, how many values say again what they said before, how many are gone again.

    `to_confirm` of the former name evidence: it was confirmed for what stood there then and is looked at anew.
    """

    product: Product
    restored: int
    removed: int
    to_confirm: int

    @property
    def words(self) -> str:
        """What was done, in one sentence."""
        if not (self.restored or self.removed):
            return _("写入时没有改动 %(product)s 的指标，产品不变。") % {"product": self.product}
        said = _("已恢复 %(product)s 写入前的指标：改回 %(restored)s 项，去掉新写入的 %(removed)s 项。")
        if self.to_confirm:
            said = _(
                "已恢复 %(product)s 写入前的指标：改回 %(restored)s 项（其中 %(to_confirm)s 项的证据待平台重新核对），"
                "去掉新写入的 %(removed)s 项。"
            )
        counts = {"restored": self.restored, "removed": self.removed, "to_confirm": self.to_confirm}
        return said % {"product": self.product, **counts}


@dataclass(frozen=True, slots=True)
class _Written:
    """What a revision made of the maker's spec values: the entries before and after, by what they are about."""

    before: dict[Key, list[SpecEntry]]
    after: dict[Key, list[SpecEntry]]

    @property
    def keys(self) -> list[Key]:
        """What it changed, in the order of the pages."""
        both = dict.fromkeys([*self.before, *self.after])
        return [key for key in both if self.before.get(key) != self.after.get(key)]


def names_written(product_id: int, number: int) -> set[str]:
    """The codes (or printed names) of the parameters that a revision changed. Raises NotFound."""
    return {name for name, _condition in _written(product_id, number).keys}


def changed_since(product: Product, number: int) -> list[str]:
    """The names of values that a revision wrote and that say something else now. Raises NotFound."""
    content = contents_of([product])[product.pk]
    return _names(_changed_since(_written(product.pk, number), content), content)


@transaction.atomic
def take_back_specs(product_id: int, number: int, *, actor: Actor) -> TakenBack:
    """Give the spec values that a revision changed what the revision before said, as a further revision.

    What was edited since elsewhere in the product stays. A revision that changed none leaves the product as it is.
    Raises NotFound; Conflict where somebody has changed one of these values since, with its name; and what
    `services.edit_product` raises.
    """
    product = product_for(actor, product_id)
    content = contents_of([product])[product.pk]
    written = _written(product.pk, number)
    if not written.keys:
        return TakenBack(product, restored=0, removed=0, to_confirm=0)
    changed = _names(_changed_since(written, content), content)
    if changed:
        raise Conflict(
            _("写入之后“%(names)s”又被修改过，不能自动撤回。请在修订记录中查看，并手工修改。")
            % {"names": listed(changed[:5])}
        )
    edited = services.edit_product(
        product.pk,
        content=replace(content, specs=tuple(_specs_before(written, content.specs))),
        actor=actor,
        expected_revision=product.revision,
    )
    again = [entry for key in written.keys for entry in written.before.get(key, ())]
    return TakenBack(
        product=edited,
        restored=len(again),
        removed=sum(1 for key in written.keys if key not in written.before),
        to_confirm=sum(1 for entry in again if entry.asked_rung > EvidenceRung.CLAIM),
    )


def _written(product_id: int, number: int) -> _Written:
    revisions = ProductRevision.objects.filter(product_id=product_id, number__in=(number - 1, number))
    contents = {each.number: content_from_json(each.content) for each in revisions}
    if len(contents) != 2:
        raise NotFound(_("没有找到这次修订，或它之前没有别的修订。"))
    return _Written(_by_key(contents[number - 1].specs), _by_key(contents[number].specs))


def _by_key(entries: Iterable[SpecEntry]) -> dict[Key, list[SpecEntry]]:
    found: dict[Key, list[SpecEntry]] = {}
    for entry in entries:
        found.setdefault(_key(entry), []).append(entry)
    return found


def _changed_since(written: _Written, content: ProductContent) -> list[Key]:
    now = _by_key(content.specs)
    return [key for key in written.keys if now.get(key) != written.after.get(key)]


def _names(keys: Iterable[Key], content: ProductContent) -> list[str]:
    """The keys as people know them."""
    names = list(dict.fromkeys(name for name, _condition in keys))
    asked = tuple(SpecEntry(parameter=name, text="") for name in names)
    parameters = mentioned_parameters(replace(content, specs=asked))
    return [parameters[name].name if name in parameters else name for name in names]


def _specs_before(written: _Written, now: Iterable[SpecEntry]) -> list[SpecEntry]:
    """The present entries with those of before in the places of what the revision wrote."""
    gone: dict[str, list[SpecEntry]] = {}
    for key in written.keys:
        gone.setdefault(key[0], []).extend(written.before.get(key, ()))
    specs: list[SpecEntry] = []
    for entry in now:
        specs += gone.pop(_name(entry), []) if _key(entry) in written.keys else [entry]
    return [*specs, *(entry for entries in gone.values() for entry in entries)]
