"""Datasheets in: a file or pasted text is kept, read by the worker in a limited child, and becomes proposals."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.suppliers import access
from apps.suppliers.datasheets.building import build_proposals, guess_type
from apps.suppliers.lifecycle import LIFECYCLE, Step
from apps.suppliers.models import Datasheet, Product
from apps.suppliers.reading_datasheet.child import READ_DOCUMENT, READ_TEXT, from_json, to_json
from apps.suppliers.reading_datasheet.types import Sheet
from apps.suppliers.selectors import product_for
from apps.taxonomy.models import Category
from apps.taxonomy.selectors import category_by_code
from kernel import clock, outbox
from kernel.errors import AccessDenied, DomainError, InvalidInput
from kernel.sandbox import run_limited
from kernel.uploads import DOCUMENTS, check_file

TOPIC = "suppliers.read_datasheet"
LEASE = timedelta(minutes=3)
LONGEST_TEXT = 200_000
State = Datasheet.State


# ---- taking in ----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_datasheet(
    *, actor: Actor, file: File[bytes] | None = None, text: str = "", product_id: int | None = None, category: str = ""
) -> Datasheet:
    """Keep a datasheet and have it read by the worker; for a product of the actor's maker, or for a new one.

    `category` is the code of an instrument type; '' leaves it to the names that the sheet uses. Raises AccessDenied,
    NotFound, TransitionRefused for a product that cannot be edited now, or InvalidInput when the file is refused or
    the text is empty or over 200,000 characters.
    """
    if not access.may_import(actor) or actor.user is None or actor.organisation is None:
        raise AccessDenied(_("只有仪器制造商的成员可以导入样本。"))
    product = _product_for(actor, product_id) if product_id is not None else None
    chosen = product.category if product else _category_of(category)
    pasted = _checked(file, text)
    given = Datasheet.objects.create(
        organisation=actor.organisation,
        product=product,
        category=chosen,
        file=file or "",
        name=_name_of(file),
        pasted_text=pasted,
        created_by=actor.user,
    )
    outbox.enqueue(TOPIC, {"datasheet_id": given.pk}, key=str(given.pk))
    return given


def _product_for(actor: Actor, product_id: int) -> Product:
    product = product_for(actor, product_id)
    if not access.may_edit(actor, product) or not actor.belongs_to(product.organisation_id):
        raise AccessDenied(_("您没有对该产品执行此操作的权限。"))
    LIFECYCLE.after(Product.Status(product.status), Step.EDIT)
    return product


def _category_of(code: str) -> Category | None:
    return category_by_code(code.replace("\0", "")) if code else None


def _name_of(file: File[bytes] | None) -> str:
    name = PurePath((file.name or "") if file else "").name.replace("\0", "")[-200:]
    return name or _("粘贴的文字")


def _checked(file: File[bytes] | None, text: str) -> str:
    """Check before anything is stored; gives the pasted text. Raises InvalidInput."""
    if file is not None:
        check_file(file, kinds=DOCUMENTS)
        return ""
    if not text.strip():
        raise InvalidInput(_("请粘贴样本文字，或选择文件。"), detail={"text": _("不能为空")})
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(_("文字超过 20 万字。请只保留技术指标部分。"), detail={"text": _("过长")})
    return text.replace("\0", "")


# ---- reading (worker) ---------------------------------------------------------------------------------------------


def handle_read_datasheet(payload: outbox.Payload) -> None:
    """Outbox handler: read one datasheet. Does nothing to one that is read already."""
    datasheet_id = int(str(payload["datasheet_id"]))
    given = Datasheet.objects.select_related("category", "product").filter(pk=datasheet_id).first()
    if given is None or given.state not in (State.WAITING, State.READING):
        return
    Datasheet.objects.filter(pk=datasheet_id).update(state=State.READING)
    try:
        sheet = _read(given)
        given.category = given.category or guess_type(sheet)
        _store(given, sheet)
    except DomainError as refusal:
        Datasheet.objects.filter(pk=datasheet_id, state=State.READING).update(
            state=State.REFUSED, message=refusal.message[:1000], read_at=clock.now()
        )


def _read(given: Datasheet) -> Sheet:
    if given.pasted_text:
        return from_json(run_limited(READ_TEXT, given.pasted_text.encode("utf-8", "replace")))
    try:
        with given.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError as problem:
        raise InvalidInput(_("原文件已不在服务器上，请重新上传。")) from problem
    return from_json(run_limited(READ_DOCUMENT, data))


@transaction.atomic
def _store(given: Datasheet, sheet: Sheet) -> None:
    locked = Datasheet.objects.select_for_update(no_key=True).get(pk=given.pk)
    if locked.state != State.READING:
        return  # the same datasheet was read twice, and the other reader was faster
    plain = to_json(sheet)
    locked.title, locked.model = sheet.title[:120], sheet.model[:60]
    locked.model_names, locked.entries = list(plain["models"]), list(plain["entries"])
    locked.blocks = [{"text": b.text, "kind": b.kind.value, "place": b.place, "table": b.table} for b in sheet.blocks]
    locked.category = given.category
    locked.chosen = _model_meant(locked, given.product)
    locked.state, locked.read_at = State.READ, clock.now()
    locked.message = "" if sheet.entries else _("没有找到指标。请确认样本里有参数表或“名称：值”的行，或粘贴文字。")
    locked.save()
    build_proposals(locked)


def _model_meant(given: Datasheet, product: Product | None) -> int | None:
    """The model of the sheet that the product is, where the names are the same."""
    if product is None:
        return None
    wanted = "".join(product.model.split()).casefold()
    names = ["".join(name.split()).casefold() for name in given.model_names]
    return names.index(wanted) if wanted in names else None
