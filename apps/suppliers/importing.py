"""Imports of products by Excel: uploaded, read by a worker in a limited child, looked at, applied as a whole.

What was read is kept as plain cells by column code; content and complaints are made from it again at every look, so
that the preview and the import can't disagree. Nothing is applied while anything is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from apps.accounts.actors import Actor
from apps.suppliers import access, cells, services
from apps.suppliers.checking import check_content
from apps.suppliers.contents import Change, ProductContent, SpecEntry, content_changes
from apps.suppliers.lifecycle import LIFECYCLE, Step
from apps.suppliers.models import Product, ProductImport, ProductRevision
from apps.suppliers.selectors import contents_of
from apps.suppliers.unknown_names import note_unlinked
from apps.suppliers.workbook import CERTIFICATES, ORIGINS, OTHER, SPEC_PREFIX, YES_NO, columns_of
from apps.suppliers.writing import mentioned_parameters
from apps.taxonomy.models import Category, Parameter
from apps.taxonomy.selectors import template_of
from kernel import clock, outbox
from kernel.errors import AccessDenied, Conflict, DomainError, InvalidInput, NotFound
from kernel.exports import restored
from kernel.languages import listed
from kernel.money import read_yuan
from kernel.sandbox import ReadingRefused, run_limited
from kernel.uploads import UploadedFile, check_office_file

TOPIC = "suppliers.read_import"
READER = "apps.suppliers.sheets:read_cells"
CPU_SECONDS = 15
WALL_SECONDS = 20  # well below the lease of an outbox row
MEMORY_MB = 512

Status = ProductImport.Status


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where (row of the sheet, 0 for the file; head of the column), what, and the way out."""

    row: int
    column: str
    value: str
    remedy: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What an import would do with one row: make the product, or change it; `changes` is empty for a new one."""

    row: int
    content: ProductContent
    product_id: int | None
    changes: tuple[Change, ...]

    @property
    def is_unchanged(self) -> bool:
        """Whether the product is there already, just so."""
        return self.product_id is not None and not self.changes


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do, and everything that is wrong with it."""

    rows: tuple[PlannedRow, ...]
    problems: tuple[Problem, ...]


# ---- upload and reading -------------------------------------------------------------------------------------------


@transaction.atomic
def create_import(file: UploadedFile | IO[bytes], *, file_name: str, category: Category, actor: Actor) -> ProductImport:
    """Keep an upload and have a worker read it. Raises AccessDenied, or InvalidInput for what is no sound .xlsx."""
    if not access.may_import(actor) or actor.user is None or actor.organisation is None:
        raise AccessDenied(_("只有仪器制造商的成员可以导入产品。"))
    if check_office_file(file, name=file_name) != "xlsx":
        raise InvalidInput(_("请上传 .xlsx 文件：下载模板，填好后上传。"), detail={"file": "xlsx"})
    given = ProductImport.objects.create(
        organisation=actor.organisation,
        category=category,
        file_name=file_name.replace("\0", "")[-200:],
        file=file.read(),
        created_by=actor.user,
    )
    outbox.enqueue(TOPIC, {"import_id": given.pk})
    return given


def read_import(payload: Mapping[str, object]) -> None:
    """Outbox handler: read the file in a limited child, keep the cells, drop the file. Does nothing the second time."""
    given = (
        ProductImport.objects.select_related("category")
        .filter(pk=int(str(payload["import_id"])), status=Status.WAITING)
        .first()
    )
    if given is None or given.file is None:
        return
    try:
        answer = run_limited(
            READER, bytes(given.file), cpu_seconds=CPU_SECONDS, memory_mb=MEMORY_MB, wall_seconds=WALL_SECONDS
        )
        rows, problems = _read_answer(answer, _labels(_parameters(given.category)))
    except ReadingRefused as refusal:
        rows, problems = [], [Problem(0, "", given.file_name, refusal.message)]
    with transaction.atomic():
        given = ProductImport.objects.select_for_update(no_key=True).get(pk=given.pk)
        given.rows, given.problems, given.file = rows, [asdict(problem) for problem in problems], None
        given.status = Status.REFUSED if problems else Status.READY
        given.save(update_fields=["rows", "problems", "file", "status"])
        if not problems and (plan := plan_of(given)).problems:
            given.problems = [asdict(problem) for problem in plan.problems]
            given.status = Status.REFUSED
            given.save(update_fields=["problems", "status"])


_CELL_PROBLEMS = {
    "formula": gettext_noop("单元格是公式。请复制后“选择性粘贴 → 数值”再上传。"),
    "error": gettext_noop("单元格是 Excel 的错误值，请填写实际的值。"),
    "too_long": gettext_noop("单元格超过 8,000 个字，请缩短。"),
}


def _read_answer(answer: object, labels: Mapping[str, str]) -> tuple[list[object], list[Problem]]:
    if not isinstance(answer, dict):
        raise TypeError("the reader of sheets answers with a dictionary")
    problems = [
        Problem(each["row"], _column_name(each, labels), each["value"], _(_CELL_PROBLEMS[each["problem"]]))
        for each in answer["problems"]
    ]
    unknown = [code for code in answer["codes"] if code not in labels]
    problems += [Problem(1, code[:60], "", _("本细分领域的模板没有这一列，请用对应的模板。")) for code in unknown]
    rows = [each | {"columns": answer["codes"]} for each in answer["rows"]]
    if not rows and not problems:
        problems.append(Problem(0, "", "", _("表中没有产品，请从第 3 行起填写。")))
    return rows, problems


def _column_name(cell: Mapping[str, str], labels: Mapping[str, str]) -> str:
    return f"{cell['column']} {labels.get(cell['code'], cell['code'])}"


def _labels(parameters: Sequence[Parameter]) -> dict[str, str]:
    return {column.code: column.label for column in columns_of(parameters)}


def _parameters(category: Category) -> list[Parameter]:
    return [line.parameter for line in template_of(category)]


# ---- from cells to content ----------------------------------------------------------------------------------------


def content_of_cells(
    filled: Mapping[str, str], *, columns: Sequence[str], category: str, before: ProductContent | None
) -> tuple[ProductContent, dict[str, str]]:
    """The content that a row means, and the complaints by column code.

    A column that the sheet doesn't have leaves the field as it was (`before`); an empty cell empties it.
    """
    content = before or ProductContent(category=category, name="", model="")
    complaints: dict[str, str] = {}
    specs = [spec for spec in content.specs if not _has_column(spec, columns)]
    changed: dict[str, object] = {}
    for code in columns:
        text = restored(filled.get(code, ""))
        try:
            if code.startswith(SPEC_PREFIX):
                specs += cells.read_specs(text, parameter=code.removeprefix(SPEC_PREFIX))
            elif code == OTHER:
                specs += cells.read_other_specs(text)
            else:
                changed |= _read_plain(code, text, category)
        except InvalidInput as problem:
            complaints[code] = problem.message
    return replace(content, **changed, specs=tuple(specs)), complaints  # type: ignore[arg-type]


def _has_column(spec: SpecEntry, columns: Sequence[str]) -> bool:
    return (SPEC_PREFIX + spec.parameter if spec.parameter else OTHER) in columns


def _read_plain(code: str, text: str, category: str) -> dict[str, object]:
    match code:
        case "category":
            if text and text != category:
                raise InvalidInput(_("该行属于细分领域 %(code)s，请用对应的模板导入。") % {"code": text[:16]})
            return {}
        case "price_yuan":
            return {code: read_yuan(text) if text else None}
        case "lead_time_days" | "warranty_months":
            return {code: _read_count(text)}
        case "origin":
            return {
                code: _read_choice(text, {label: value for value, label in ORIGINS.items()}, Product.Origin.UNKNOWN)
            }
        case "has_trial_unit":
            return {code: _read_choice(text, {label: value for value, label in YES_NO.items()}, False)}
        case str() if code == CERTIFICATES:
            return {"certificates": cells.read_certificates(text)}
        case "model" | "name" | "summary" | "place_of_production":
            return {code: text.strip()}
    return {}


def _read_count(text: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        raise InvalidInput(_("“%(text)s”不是整数，请只写数字。") % {"text": text[:20]})
    return int(text)


def _read_choice(text: str, choices: Mapping[str, object], default: object) -> object:
    if not text:
        return default
    if text not in choices:
        raise InvalidInput(_("“%(text)s”只能填：%(choices)s。") % {"text": text[:20], "choices": listed(choices)})
    return choices[text]


# ---- plan and application -----------------------------------------------------------------------------------------


def plan_of(given: ProductImport) -> Plan:
    """What the import would do now. A constant number of queries but for the check of each row's parameters."""
    parameters = _parameters(given.category)
    labels = _labels(parameters)
    names = {parameter.code: parameter.name for parameter in parameters}
    existing = {
        product.model: product
        for product in Product.objects.filter(organisation_id=given.organisation_id).select_related("category")
    }
    written = contents_of(existing.values())
    rows: list[PlannedRow] = []
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for each in given.rows:
        product = existing.get(restored(each["cells"].get("model", "")).strip())
        before = written[product.pk] if product else None
        content, complaints = content_of_cells(
            each["cells"], columns=each["columns"], category=given.category.code, before=before
        )
        complaints |= _complaints_about(content, product, given.category)
        if content.model in seen:
            complaints["model"] = _("型号与第 %(row)s 行重复，请删去一行。") % {"row": seen[content.model]}
        seen[content.model] = each["row"]
        problems += [
            Problem(each["row"], labels.get(code, code), each["cells"].get(code, "")[:60], remedy)
            for code, remedy in complaints.items()
        ]
        changes = content_changes(before, content, names=names) if before else ()
        rows.append(PlannedRow(each["row"], content, product.pk if product else None, changes))
    return Plan(tuple(rows), tuple(problems))


def _complaints_about(content: ProductContent, product: Product | None, category: Category) -> dict[str, str]:
    """What the rules of products say against the content, by column code."""
    if product and not LIFECYCLE.permits(Product.Status(product.status), Step.EDIT):
        return {"model": _("该型号正在审核，请先撤回提交再导入。")}
    if product and product.category_id != category.pk:
        return {"model": _("该型号已登记在“%(category)s”下，请用对应的模板。") % {"category": product.category.name}}
    try:
        check_content(content, category=category, parameters=mentioned_parameters(content))
    except InvalidInput as problem:
        return {_column_of(str(path), content): str(message) for path, message in problem.detail.items()}
    return {}


def _column_of(path: str, content: ProductContent) -> str:
    """The column that a complaint's path speaks of: specs.3.text → the parameter's column."""
    parts = path.split(".")
    if parts[0] == "specs" and len(parts) > 1:
        spec = content.specs[int(parts[1])]
        return SPEC_PREFIX + spec.parameter if spec.parameter else OTHER
    return parts[0]


def import_for(actor: Actor, import_id: int) -> ProductImport:
    """An import of the actor's organisation. Raises NotFound for any other."""
    found = ProductImport.objects.select_related("category__parent__parent").filter(pk=import_id)
    given = found.filter(organisation_id=actor.organisation_id).first() if actor.organisation_id else None
    if given is None or not access.may_import(actor):
        raise NotFound(_("没有找到该导入，或您无权查看。"))
    return given


@transaction.atomic
def apply_import(import_id: int, *, actor: Actor) -> tuple[int, int]:
    """Make and change all products of an import, or none; gives how many were made and changed.

    Raises NotFound, Conflict when it was applied already or is not ready, InvalidInput when the catalogue has changed
    so that a row no longer fits.
    """
    import_for(actor, import_id)
    given = (
        ProductImport.objects.select_for_update(no_key=True, of=("self",)).select_related("category").get(pk=import_id)
    )
    if given.status != Status.READY:
        raise Conflict(_("该导入的状态是“%(status)s”，不能执行。") % {"status": given.get_status_display()})
    plan = plan_of(given)
    if plan.problems:
        first = plan.problems[0]
        raise InvalidInput(_("第 %(row)s 行：%(remedy)s") % {"row": first.row, "remedy": first.remedy})
    made = [_apply(row, actor) for row in plan.rows if not row.is_unchanged]
    given.status, given.applied_at = Status.APPLIED, clock.now()
    given.save(update_fields=["status", "applied_at"])
    return made.count(True), made.count(False)


def _apply(row: PlannedRow, actor: Actor) -> bool:
    """Make the product of a row (True) or change it (False); a refusal names the row."""
    try:
        if row.product_id is None:
            note_unlinked(services.create_product(row.content, actor=actor, cause=ProductRevision.Cause.IMPORTED))
            return True
        imported = ProductRevision.Cause.IMPORTED
        note_unlinked(services.edit_product(row.product_id, content=row.content, actor=actor, cause=imported))
    except DomainError as problem:
        message = _("第 %(row)s 行：%(problem)s") % {"row": row.row, "problem": problem.message}
        raise InvalidInput(message, detail={"row": row.row}) from problem
    return False
