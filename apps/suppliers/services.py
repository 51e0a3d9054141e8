"""What can be done with a product. Each step locks the product, asks the access rule and the table of steps, and logs.

Lock order: a product is locked before anything that hangs on it. Facts are published for published products only.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.models import Organisation
from apps.accounts.selectors import administrators
from apps.notifications.models import Notification
from apps.notifications.services import notify, notify_organisations
from apps.suppliers import access, writing
from apps.suppliers.checking import check_content
from apps.suppliers.contents import ProductContent, SpecEntry
from apps.suppliers.facts import EvidenceRecorded, ProductChanged, ProductPublished, ProductWithdrawn
from apps.suppliers.lifecycle import LIFECYCLE, Step
from apps.suppliers.models import Product, ProductRevision, ProductStep, SpecValue
from apps.suppliers.reading import row_of
from apps.taxonomy.language.types import EvidenceRung
from apps.taxonomy.models import Category, Parameter
from kernel import clock, facts
from kernel.errors import AccessDenied, Conflict, InvalidInput, NotFound
from kernel.wording import Wording, worded

Cause = ProductRevision.Cause
Status = Product.Status


# ---- content ------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_product(
    content: ProductContent, *, actor: Actor, cause: Cause = Cause.CREATED, is_sample: bool = False
) -> Product:
    """Make a draft of the actor's organisation; an imported reference may be made by an administrator only.

    Raises AccessDenied, InvalidInput (detail by field) or, when the maker has the model already, Conflict.
    """
    permitted = access.may_create_reference(actor) if content.is_reference else access.may_create(actor)
    if not permitted:
        raise AccessDenied(_("只有仪器制造商的成员可以建立产品。"))
    category, parameters = _checked(content)
    product = Product(organisation=_organisation_of(actor), created_by=actor.user, is_sample=is_sample)
    writing.fill_fields(product, content, category)
    _save(product)
    _write_content(product, content, parameters)
    writing.write_revision(product, cause=cause, by=actor.user)
    _log(product, Step.CREATE, from_status="", actor=actor)
    return product


@transaction.atomic
def edit_product(
    product_id: int,
    *,
    content: ProductContent,
    actor: Actor,
    expected_revision: int | None = None,
    cause: Cause = Cause.EDITED,
) -> Product:
    """Replace the content and keep a new revision. A published product changes at once and is looked at afterwards.

    `expected_revision` is the revision that the editor saw. Values measured on the platform are left alone. Raises
    NotFound, AccessDenied, TransitionRefused, InvalidInput, or Conflict when somebody else edited in between.
    """
    product = _locked(product_id, actor)
    _demand(access.may_edit(actor, product))
    before = product.status
    after = LIFECYCLE.after(Status(before), Step.EDIT)
    if after == Status.PUBLISHED:
        _demand_publisher(actor, product)  # what applies at once is a publication
    if expected_revision is not None and expected_revision != product.revision:
        raise Conflict(_("产品已被他人修改（现为第 %(number)s 次修订），请刷新后再改。") % {"number": product.revision})
    if content.is_reference != product.is_reference:
        raise InvalidInput(_("进口对照标记建立后不能更改，请另建产品。"), detail={"is_reference": "fixed"})
    category, parameters = _checked(content)
    writing.fill_fields(product, content, category)
    product.status = after
    product.revision += 1
    _save(product)
    _write_content(product, content, parameters)
    is_live = product.status == Status.PUBLISHED
    writing.write_revision(
        product, cause=cause, by=actor.user, needs_check=after in (Status.PUBLISHED, Status.WITHDRAWN)
    )
    _log(product, Step.EDIT, from_status=before, actor=actor)
    if is_live:
        facts.publish(ProductChanged(product.pk))
    return product


def _checked(content: ProductContent) -> tuple[Category, dict[str, Parameter]]:
    category = Category.objects.filter(code=content.category).first()
    parameters = writing.mentioned_parameters(content)
    check_content(content, category=category, parameters=parameters)
    assert category is not None  # noqa: S101  check_content refuses content without one
    return category, parameters


def _organisation_of(actor: Actor) -> Organisation:
    assert actor.organisation is not None  # noqa: S101  the access rules ask for a membership
    return actor.organisation


def _save(product: Product) -> None:
    try:
        with transaction.atomic():
            product.save()
    except IntegrityError as problem:
        if "product_model_once_per_maker" not in str(problem):
            raise
        message = _("本单位已有型号为“%(model)s”的产品，请修改型号或编辑原产品。") % {"model": product.model}
        raise Conflict(message, code="model_taken", detail={"model": message}) from problem


def _write_content(product: Product, content: ProductContent, parameters: dict[str, Parameter]) -> None:
    writing.write_specs(product, content, parameters)
    writing.write_certificates(product, content)


# ---- steps --------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit_product(product_id: int, *, actor: Actor) -> Product:
    """Hand a draft or a returned product in for review. Raises AccessDenied for a maker that is not verified."""
    product = _locked(product_id, actor)
    _demand_publisher(actor, product)
    _take(product, Step.SUBMIT, actor=actor)
    _tell_administrators(product)
    return product


@transaction.atomic
def submit_drafts(*, actor: Actor) -> int:
    """Hand in every draft of the actor's maker, or none; gives how many. Raises AccessDenied as `submit_product`."""
    if not (access.may_create(actor) and actor.is_verified) or actor.organisation_id is None:
        raise AccessDenied(_("只有已核验的仪器制造商可以提交产品。"), code="not_verified")
    drafts = Product.objects.filter(organisation_id=actor.organisation_id, status=Status.DRAFT, is_reference=False)
    ids = list(drafts.order_by("pk").values_list("pk", flat=True))
    return len([submit_product(product_id, actor=actor) for product_id in ids])


@transaction.atomic
def recall_product(product_id: int, *, actor: Actor) -> Product:
    """Take back what was handed in, to go on editing."""
    product = _locked(product_id, actor)
    _demand(access.may_edit(actor, product))
    return _take(product, Step.RECALL, actor=actor)


@transaction.atomic
def publish_product(product_id: int, *, actor: Actor, confirmed: Collection[int] | None = None) -> Product:
    """Approve: the product becomes visible and takes part in matching.

    `confirmed` holds the ids of the spec values whose stated evidence the reviewer has seen; None means all of them.
    The others count as the maker's claim.
    """
    product = _locked(product_id, actor)
    _demand(access.may_review(actor))
    product.published_at = clock.now()
    _take(product, Step.PUBLISH, actor=actor, save=("published_at",))
    _confirm_evidence(product, confirmed, actor)
    facts.publish(ProductPublished(product.pk))
    _tell_maker(product, worded("产品已通过审核并发布：%(product)s", product=str(product)))
    return product


@transaction.atomic
def return_product(product_id: int, *, actor: Actor, reason: str) -> Product:
    """Send a product that was handed in back to its maker, with the reason. Raises InvalidInput without a reason."""
    product = _locked(product_id, actor)
    _demand(access.may_review(actor))
    _take(product, Step.RETURN, actor=actor, reason=_needed(reason))
    _tell_maker(product, worded("产品被退回修改：%(product)s", product=str(product)), body=reason)
    return product


@transaction.atomic
def withdraw_product(product_id: int, *, actor: Actor, reason: str = "") -> Product:
    """The maker takes a published product off the catalogue; it may put it back by itself."""
    product = _locked(product_id, actor)
    _demand(access.may_edit(actor, product))
    _take(product, Step.WITHDRAW, actor=actor, reason=reason)
    facts.publish(ProductWithdrawn(product.pk))
    return product


@transaction.atomic
def republish_product(product_id: int, *, actor: Actor) -> Product:
    """The maker puts a product back that it has withdrawn."""
    product = _locked(product_id, actor)
    _demand_publisher(actor, product)
    _take(product, Step.REPUBLISH, actor=actor)
    facts.publish(ProductPublished(product.pk))
    return product


@transaction.atomic
def remove_product(product_id: int, *, actor: Actor, reason: str) -> Product:
    """An administrator takes a published product down, with the reason; it comes back only through a review."""
    product = _locked(product_id, actor)
    _demand(access.may_review(actor))
    _take(product, Step.REMOVE, actor=actor, reason=_needed(reason))
    facts.publish(ProductWithdrawn(product.pk))
    _tell_maker(product, worded("产品被下架整改：%(product)s", product=str(product)), body=reason)
    return product


def _locked(product_id: int, actor: Actor) -> Product:
    """The product, locked until the end of the transaction; NotFound for whom it doesn't exist."""
    products = Product.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation", "category")
    product = products.filter(pk=product_id).first()
    if product is None or not access.may_see(actor, product):
        raise NotFound(_("没有找到该产品，或您无权查看。"))
    return product


def _demand(is_permitted: bool) -> None:
    if not is_permitted:
        raise AccessDenied(_("您没有对该产品执行此操作的权限。"))


def _demand_publisher(actor: Actor, product: Product) -> None:
    _demand(access.may_edit(actor, product))
    if not access.may_publish(actor, product):
        raise AccessDenied(_("本单位尚未通过核验，暂不能提交或发布产品；可先保存草稿。"), code="not_verified")


def _needed(reason: str) -> str:
    if not reason.strip():
        message = _("请写明理由，厂商据此修改。")
        raise InvalidInput(message, detail={"reason": message})
    return reason.strip()[:2000].replace("\0", "")


def _take(product: Product, step: Step, *, actor: Actor, reason: str = "", save: Collection[str] = ()) -> Product:
    before = product.status
    product.status = LIFECYCLE.after(Status(before), step)
    product.save(update_fields=["status", "updated_at", *save])
    _log(product, step, from_status=before, actor=actor, reason=reason)
    return product


def _log(product: Product, step: Step, *, from_status: str, actor: Actor, reason: str = "") -> None:
    ProductStep.objects.create(
        product=product,
        step=step.value,
        from_status=from_status,
        to_status=product.status,
        reason=reason.replace("\0", ""),
        taken_by=actor.user,
    )


def _tell_administrators(product: Product) -> None:
    notify(
        administrators(),
        kind=Notification.Kind.PRODUCT,
        title=worded("产品待审核：%(product)s", product=str(product)),
        body=product.organisation.name,
        url=reverse("suppliers:review-decide", args=[product.pk]),
        action=worded("去审核"),
        subject_key=f"product-review-{product.pk}",
    )


def _tell_maker(product: Product, title: Wording, *, body: str = "") -> None:
    notify_organisations(
        [product.organisation_id],
        kind=Notification.Kind.PRODUCT,
        title=title,
        body=body,
        url=reverse("suppliers:detail", args=[product.pk]),
        action=worded("看产品"),
        about={"product": product.pk},
        subject_key=f"product-decision-{product.pk}",
    )


# ---- evidence -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bump:
    """Why a revision is written without the maker's hand."""

    cause: Cause
    actor: Actor


@transaction.atomic
def record_evidence(
    product_id: int,
    *,
    parameter: Parameter,
    text: str,
    condition: str,
    rung: EvidenceRung,
    evidence: str,
    expires_on: date | None,
    actor: Actor,
) -> SpecValue:
    """Put a measured value beside the maker's claim, keep a new revision, and tell who listens.

    The caller's app decides who may record. The text is read by the requirement language; a text that is not
    understood is kept as text. Raises NotFound for an unknown product, InvalidInput for an empty or too long text.
    """
    products = Product.objects.select_for_update(no_key=True, of=("self",)).select_related("category")
    product = products.filter(pk=product_id).first()
    if product is None:
        raise NotFound(_("没有找到该产品。"))
    entry = SpecEntry(
        parameter=parameter.code, text=text, condition=condition, evidence=evidence, expires_on=expires_on
    )
    _check_measured(entry, parameter)
    row = row_of(entry, parameter=parameter, position=_position_of(product, parameter))
    row.product, row.rung, row.asked_rung, row.is_recorded = product, rung, rung, True
    row.save()
    _bump(product, _Bump(cause=Cause.EVIDENCE, actor=actor))
    if product.status == Status.PUBLISHED:
        facts.publish(EvidenceRecorded(product.pk, row.pk))
    return row


def _check_measured(entry: SpecEntry, parameter: Parameter) -> None:
    limits = {"text": (entry.text, 400), "condition": (entry.condition, 200), "evidence": (entry.evidence, 200)}
    problems = {
        name: _("最多 %(most)s 个字。") % {"most": most} for name, (text, most) in limits.items() if len(text) > most
    }
    if not entry.text.strip():
        problems["text"] = _("请填写“%(parameter)s”的实测值。") % {"parameter": parameter.name}
    if problems:
        raise InvalidInput(next(iter(problems.values())), detail=problems)


def _position_of(product: Product, parameter: Parameter) -> int:
    beside = product.spec_values.filter(parameter=parameter).values_list("position", flat=True).first()
    return product.spec_values.count() if beside is None else beside


def _confirm_evidence(product: Product, confirmed: Collection[int] | None, actor: Actor) -> bool:
    """Raise the confirmed values to the rung that the maker stated; a new revision where that changes anything."""
    asked = product.spec_values.filter(is_recorded=False, asked_rung__gt=F("rung"))
    if confirmed is not None:
        asked = asked.filter(pk__in=list(confirmed))
    if not asked.update(rung=F("asked_rung")):
        return False
    _bump(product, _Bump(cause=Cause.CONFIRMED, actor=actor))
    return True


def _bump(product: Product, why: _Bump) -> None:
    product.revision += 1
    product.save(update_fields=["revision", "updated_at"])
    writing.write_revision(product, cause=why.cause, by=why.actor.user)


@transaction.atomic
def check_revision(revision_id: int, *, actor: Actor, confirmed: Collection[int] | None = None) -> ProductRevision:
    """Note that an administrator has looked at a change of a published product, and confirm the evidence it states.

    Raises NotFound for an unknown revision, AccessDenied, or Conflict when somebody has looked already.
    """
    _demand(access.may_review(actor))
    revision = ProductRevision.objects.filter(pk=revision_id).first()
    if revision is None:
        raise NotFound(_("没有找到该修订。"))
    product = _locked(revision.product_id, actor)
    claimed = ProductRevision.objects.filter(pk=revision_id, needs_check=True).update(
        needs_check=False, checked_by=actor.user, checked_at=clock.now()
    )
    if not claimed:
        raise Conflict(_("该修订已有人核对。"))
    if _confirm_evidence(product, confirmed, actor) and product.status == Status.PUBLISHED:
        facts.publish(ProductChanged(product.pk))
    revision.refresh_from_db()
    return revision
