"""Documents in: a file or pasted text is kept, read by the worker in a limited child, and becomes rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import PurePath

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.actors import Actor
from apps.demands.conversion import row_of_reading, text_row
from apps.demands.lifecycle import Stage
from apps.demands.models import DemandVersion, Requirement, SourceDocument
from apps.demands.reading.child import CPU_SECONDS, READ_DOCUMENT, READ_TEXT, WALL_SECONDS, from_json, to_json
from apps.demands.reading.types import Package, RowKind, Tender, TenderRow
from apps.demands.unknown_names import note_unlinked
from apps.demands.versions import lock_draft
from apps.taxonomy.language.read import read_line
from apps.taxonomy.language.types import Operator
from apps.taxonomy.linking import LinkedParameter, Linker
from apps.taxonomy.models import Category, Parameter
from apps.taxonomy.selectors import guess_category, guess_category_by_names, linker_for
from kernel import clock, outbox
from kernel.errors import DomainError, InvalidInput
from kernel.languages import named
from kernel.sandbox import run_limited
from kernel.uploads import DOCUMENTS, check_file

TOPIC = "demands.read_document"
LEASE = timedelta(minutes=3)
LONGEST_TEXT = 200_000
PROGRESS_EVERY = 10
MOST_DOCUMENTS = 10
SURE_LINK = 75
LONGEST_MEMBER = 24  # a longer text is a sentence, not a member of a list
LONGEST_SHOWN_NAME = 60
State = SourceDocument.State
BEING_READ = (State.WAITING, State.READING)


# ---- taking in ----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_document(demand_id: int, *, actor: Actor, file: File[bytes] | None = None, text: str = "") -> SourceDocument:
    """Keep a file or pasted text for the open version and have it read by the worker.

    Raises NotFound, AccessDenied, TransitionRefused, or InvalidInput when the file is refused, the text is empty or
    over 200,000 characters, or the version has ten documents already.
    """
    check_source(file, text)
    return _add(lock_draft(demand_id, actor), [(file, text)], actor=actor)[0]


@transaction.atomic
def add_files(demand_id: int, *, files: Sequence[File[bytes]], actor: Actor) -> list[SourceDocument]:
    """Keep several files at once, all or none of them. Raises what `add_document` raises, each file named."""
    check_files(files)
    return _add(lock_draft(demand_id, actor), [(file, "") for file in files], actor=actor)


def _add(
    version: DemandVersion, sources: Sequence[tuple[File[bytes] | None, str]], *, actor: Actor
) -> list[SourceDocument]:
    if version.documents.count() + len(sources) > MOST_DOCUMENTS:
        raise InvalidInput(_("一个版本最多 10 份文件。请先删去不用的条款，或合并文件。"))
    return [attach(version, actor=actor, file=file, text=text) for file, text in sources]


def check_source(file: File[bytes] | None, text: str) -> None:
    """Check what was handed in before anything is stored. Raises InvalidInput."""
    if file is not None:
        check_file(file, kinds=DOCUMENTS)
        return
    if not text.strip():
        raise InvalidInput(_("请粘贴参数文字，或选择文件。"), detail={"text": _("不能为空")})
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(_("粘贴的文字超过 20 万字。请只粘贴参数部分。"), detail={"text": _("过长")})


def check_files(files: Sequence[File[bytes]]) -> None:
    """Check every file, so that all faults are said at once. Raises InvalidInput with a line for each bad file."""
    if not files:
        raise InvalidInput(_("请选择文件。"), detail={"file": _("请选择文件。")})
    if len(files) > MOST_DOCUMENTS:
        message = _("一次最多 10 份文件，您选了 %(count)s 份。") % {"count": len(files)}
        raise InvalidInput(message, detail={"file": message})
    faults = [(file, fault) for file in files if (fault := _fault_of(file))]
    if len(faults) == 1 == len(files):
        raise faults[0][1]
    if faults:
        lines = [named(_short_name(file), fault.message) for file, fault in faults]
        raise InvalidInput(" ".join(lines), code=faults[0][1].code, detail={"file": lines})


def _fault_of(file: File[bytes]) -> InvalidInput | None:
    try:
        check_source(file, "")
    except InvalidInput as problem:
        return problem
    return None


def _short_name(file: File[bytes]) -> str:
    name = PurePath(file.name or "").name
    return name if len(name) <= LONGEST_SHOWN_NAME else f"…{name[-LONGEST_SHOWN_NAME:]}"


def attach(
    version: DemandVersion,
    *,
    actor: Actor,
    file: File[bytes] | None,
    text: str,
    is_amendment: bool = False,
) -> SourceDocument:
    """Store a checked source and enqueue its reading. Must run inside a transaction."""
    assert actor.user is not None  # noqa: S101  only members write demands
    name = PurePath((file.name or "") if file else "").name[:200]
    document = SourceDocument.objects.create(
        version=version,
        file=file or "",
        name=name or _("粘贴的文字"),
        pasted_text="" if file else text.replace("\0", ""),
        uploaded_by=actor.user,
        is_amendment=is_amendment,
    )
    enqueue_reading(document)
    return document


def enqueue_reading(document: SourceDocument) -> None:
    """Have a waiting document read by the worker. Must run inside a transaction."""
    outbox.enqueue(TOPIC, {"document_id": document.pk}, key=str(document.pk))


# ---- reading (worker) ---------------------------------------------------------------------------------------------


def handle_read_document(payload: outbox.Payload) -> None:
    """Outbox handler: read one document. Reading it again replaces nothing that people have touched."""
    document_id = int(str(payload["document_id"]))
    document = SourceDocument.objects.select_related("version__category").filter(pk=document_id).first()
    if document is None or document.state not in BEING_READ:
        return
    SourceDocument.objects.filter(pk=document_id, state__in=BEING_READ).update(state=State.READING)
    try:
        tender = _read_tender(document)
        if document.is_amendment or (document.package is None and len(tender.packages) > 1):
            _leave_to_people(document)
            return
        package = package_of(tender, document.package)
        version = document.version  # an instrument type that a person chose stands
        category = version.category or category_of(package, tender, title=version.title)
        rows = _rows_of(document, _below_title(package, tender), category)
        _store(document, tender, package, category, rows)
    except DomainError as refusal:
        _refuse(document_id, refusal.message)


def package_of(tender: Tender, number: int | None) -> Package:
    """The package of this number, counted from 1; the only one where none was chosen."""
    return tender.packages[(number or 1) - 1]


def tender_of(document: SourceDocument) -> Tender:
    """What was read from a document, as it was kept. Raises KeyError as long as nothing was."""
    blocks = [[each["text"], each["kind"], each["place"], each.get("page")] for each in document.blocks]
    return from_json({**document.tender, "blocks": blocks})


def _read_tender(document: SourceDocument) -> Tender:
    """Read the source once and keep what was found, before anything is made of it: a killed worker goes on there."""
    if document.tender:
        return tender_of(document)
    tender = from_json(_parsed(document))
    document.tender = {name: part for name, part in to_json(tender).items() if name != "blocks"}
    document.blocks = [
        {"text": b.text, "kind": b.kind.value, "place": b.place} | ({"page": b.page} if b.page else {})
        for b in tender.blocks
    ]
    SourceDocument.objects.filter(pk=document.pk).update(tender=document.tender, blocks=document.blocks)
    return tender


def _parsed(document: SourceDocument) -> object:
    if not document.file:
        return run_limited(READ_TEXT, document.pasted_text.encode("utf-8", "replace"))
    try:
        with document.file.open("rb") as file:
            data = file.read()
    except FileNotFoundError as problem:
        raise InvalidInput(_("原文件已不在服务器上，请重新上传。")) from problem
    return run_limited(READ_DOCUMENT, data, cpu_seconds=CPU_SECONDS, wall_seconds=WALL_SECONDS)


def _leave_to_people(document: SourceDocument) -> None:
    """Several packages, or an amendment: what was found is there, and people decide what comes of it."""
    state = State.READ if document.is_amendment else State.CHOOSING
    SourceDocument.objects.filter(pk=document.pk, state=State.READING).update(state=state, read_at=clock.now())


def _below_title(package: Package, tender: Tender) -> list[TenderRow]:
    """The package's rows; the instrument's own name over them is a title and no group of parameters."""
    titles = {tender.title, package.instrument}
    return [replace(row, group="") if row.group in titles else row for row in package.rows]


def category_of(package: Package, tender: Tender, *, title: str = "") -> Category | None:
    """The instrument type that the document names, or that the package's parameters show. `title` is the demand's."""
    for text in (package.instrument, tender.title, title):
        code = guess_category(text) if text else None
        if code is not None:
            return Category.objects.filter(code=code).first()
    readings = (reading for row in package.rows for reading in read_line(row.text) if not reading.review)
    code = guess_category_by_names([(reading.parameter, reading.unit) for reading in readings])
    return Category.objects.filter(code=code).first() if code else None


def _rows_of(document: SourceDocument, lines: Sequence[TenderRow], category: Category | None) -> list[Requirement]:
    """Unsaved rows of all lines, linked to the taxonomy; the document's progress is written along the way."""
    linker = linker_for(category.code if category else "")
    progress = SourceDocument.objects.filter(pk=document.pk)
    progress.update(lines_total=len(lines), lines_read=0)
    rows: list[Requirement] = []
    for number, line in enumerate(lines, start=1):
        rows += rows_of_line(line, number=number, instrument=category.name_zh if category else "")
        if number % PROGRESS_EVERY == 0:
            progress.update(lines_read=number)
    link_rows(rows, linker)
    return rows


def rows_of_line(line: TenderRow, *, number: int, instrument: str) -> list[Requirement]:
    """The unsaved rows of one line of a tender; a line from which nothing is read gives one text row."""
    readings = [reading for reading in read_line(line.text, instrument=instrument) if not reading.optional]
    rows = [row_of_reading(reading, raw_text=line.text) for reading in readings] or [text_row(line.text)]
    for row in rows:
        row.line = number
        row.clause = line.number[:20]
        row.block = line.block
        row.group = row.group or line.group[:60]
        row.mark = text_row("", mark=line.mark).mark if line.mark else row.mark
        is_commercial = line.kind is RowKind.COMMERCIAL
        row.scope = Requirement.Scope.COMMERCIAL if is_commercial else Requirement.Scope.TECHNICAL
    return rows


def link_rows(
    rows: Iterable[Requirement], linker: Linker, *, parameters: Mapping[str, Parameter] | None = None
) -> None:
    """Give each row the parameter that its name means; a doubtful link is shown for review.

    `parameters` are the parameters by code, for whoever has them; else they are asked for.
    """
    waiting = list(rows)
    links = [linked(row, linker) for row in waiting]
    known = parameters
    if known is None:
        known = {p.code: p for p in Parameter.objects.filter(code__in={link.code for link in links if link})}
    for row, link in zip(waiting, links, strict=True):
        if link is None or link.code not in known:
            continue
        _name_members(row, known[link.code])
        if row.op == Operator.TEXT:
            continue
        row.parameter = known[link.code]
        row.confidence = min(row.confidence, link.confidence)
        if link.confidence < SURE_LINK and not row.needs_review:
            row.needs_review, row.review_reason = True, _("参数名称对应不确定，请确认")


def linked(row: Requirement, linker: Linker) -> LinkedParameter | None:
    """What the row's printed name means, with what stands around it in its line."""
    before = row.raw_text[: row.span_start]
    return linker.link(row.printed_name, group=row.group, unit=row.unit or None, condition=row.condition, before=before)


def _name_members(row: Requirement, parameter: Parameter) -> None:
    """离子源：ESI is text to a reader of lines; beside a parameter that is a list it asks for a list of one."""
    is_word = bool(row.value_text) and len(row.value_text) <= LONGEST_MEMBER and not row.needs_review
    if row.op == Operator.TEXT and parameter.kind == Parameter.Kind.SET and is_word:
        row.op, row.members, row.value_text, row.review_reason = Operator.SET.value, [row.value_text], "", ""


def link_anew(version: DemandVersion) -> None:
    """After another category was chosen: look every row's name up in its template. The version must be locked."""
    rows = list(version.requirements.all())
    for row in rows:
        row.parameter = None
    link_rows(rows, linker_for(version.category.code if version.category else ""))
    linked = ["parameter", "confidence", "needs_review", "review_reason", "op", "members", "value_text"]
    Requirement.objects.bulk_update(rows, linked)
    for document in version.documents.all():
        document.version = version
        note_unlinked(document, [row for row in rows if row.document_id == document.pk])


@transaction.atomic
def _store(
    read: SourceDocument, tender: Tender, package: Package, category: Category | None, rows: list[Requirement]
) -> None:
    document = SourceDocument.objects.select_related("version").get(pk=read.pk)
    document.version = version = _locked_version(document)  # one object: what is filled in below is its document's too
    if document.state != State.READING or document.package != read.package:
        return  # the same document was read twice and the other reader was faster, or another package was chosen
    document.requirements.filter(version=version).delete()
    offset = _last(version, "position")
    line_offset = _last(version, "line")
    for position, row in enumerate(rows, start=1):
        row.version, row.document, row.position, row.line = version, document, offset + position, line_offset + row.line
    Requirement.objects.bulk_create(rows)
    fill_facts(version, package, tender, category)
    note_unlinked(document, rows)
    document.state, document.read_at = State.READ, clock.now()
    document.lines_read = document.lines_total = len(package.rows)
    document.message = _message_of(tender, package)
    document.save()


def _message_of(tender: Tender, package: Package) -> str:
    if tender.changes:
        return ngettext(
            "这是更正公告，含 %(count)s 处修改，没有加入新条款。请在已发布的需求页用“上传更正公告”逐处核对。",
            "这是更正公告，含 %(count)s 处修改，没有加入新条款。请在已发布的需求页用“上传更正公告”逐处核对。",
            len(tender.changes),
        ) % {"count": len(tender.changes)}
    if not package.rows:
        return _("没有找到参数条款。请确认文件含有技术参数，或粘贴参数文字。")
    return ""


def _locked_version(document: SourceDocument) -> DemandVersion:
    """Lock the demand before its rows are written. Raises InvalidInput when the version is no longer in writing."""
    from apps.demands.models import Demand

    Demand.objects.select_for_update(no_key=True).get(pk=document.version.demand_id)
    version = DemandVersion.objects.get(pk=document.version_id)
    document.refresh_from_db(fields=["state", "package"])
    if version.stage != Stage.DRAFT:
        raise InvalidInput(_("读取完成前该版本已提交审批，条款未加入。请退回修改后重新上传。"))
    return version


def _last(version: DemandVersion, field: str) -> int:
    found: int | None = version.requirements.aggregate(last=Max(field))["last"]
    return found or 0


def fill_facts(
    version: DemandVersion,
    package: Package,
    tender: Tender,
    category: Category | None,
    *,
    instead_of: Package | None = None,
) -> None:
    """Fill what nobody has filled yet; what a person typed is never overwritten.

    What `instead_of`, the package that was chosen before, had filled counts as not filled.
    """
    before = instead_of or Package()
    if not version.title or (instead_of and version.title == title_of(before, tender)):
        version.title = title_of(package, tender)
    version.category = version.category or category
    if version.budget_yuan in (None, before.budget_yuan):
        version.budget_yuan = package.budget_yuan
    if version.delivery_days in (None, before.delivery_days):
        version.delivery_days = package.delivery_days
    if version.quantity in (1, before.quantity):
        version.quantity = package.quantity or 1
    version.save()


def title_of(package: Package, tender: Tender) -> str:
    """What a demand for this package is called until somebody names it."""
    return (package.instrument or tender.title or _("未命名需求"))[:120]


def _refuse(document_id: int, message: str) -> None:
    SourceDocument.objects.filter(pk=document_id).exclude(state=State.READ).update(
        state=State.REFUSED, message=message[:1000], read_at=clock.now()
    )


def delete_unused_files(names: Iterable[str]) -> None:
    """Delete kept files that no document stands for any more. Call it after the commit that deleted the rows."""
    for name in names:
        if not SourceDocument.objects.filter(file=name).exists():
            SourceDocument._meta.get_field("file").storage.delete(name)
