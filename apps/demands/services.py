"""What can be done with a demand as a whole: creation, facts, approval, publication, change, end.

Each step locks the demand, asks the access rule and the two tables of steps, and logs. Rows: apps.demands.rows;
documents: apps.demands.documents.

Four eyes: who submitted a version does not approve it, as long as the organisation has another active owner or
approver. In an organisation of one the same person approves, and the log says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.actors import Actor
from apps.accounts.regions import is_province
from apps.accounts.selectors import people_of
from apps.demands import access
from apps.demands.contents import DemandContent
from apps.demands.documents import attach, check_files, check_source, delete_unused_files, link_anew
from apps.demands.facts import DemandEnded, DemandPublished, DemandSubmitted
from apps.demands.lifecycle import Stage, Step
from apps.demands.models import Demand, DemandVersion, Requirement, SourceDocument
from apps.demands.unknown_names import forget_documents
from apps.demands.versions import lock_demand, lock_draft, log, open_version, take
from apps.notifications.models import Notification
from apps.notifications.services import notify_organisations
from apps.taxonomy.models import Category
from kernel import clock, facts
from kernel.errors import AccessDenied, InvalidInput, TransitionRefused
from kernel.wording import Wording, worded, worded_as

Status = Demand.Status
FACT_FIELDS = (
    "title", "purpose", "quantity", "budget_yuan", "is_budget_public", "delivery_days", "province_code",
    "answers_until", "contact_name", "contact_phone",
)  # fmt: skip


# ---- writing ------------------------------------------------------------------------------------------------------


@transaction.atomic
def create_demand(content: DemandContent, *, actor: Actor, is_sample: bool = False) -> Demand:
    """Make a draft of the actor's institution with its first version.

    Raises AccessDenied, or InvalidInput with the fields that are wrong.
    """
    _check_facts(content)
    return _create(content, actor=actor, is_sample=is_sample)


@transaction.atomic
def create_demand_from_source(
    *,
    actor: Actor,
    file: File[bytes] | None = None,
    text: str = "",
    content: DemandContent | None = None,
    is_sample: bool = False,
) -> SourceDocument:
    """Make a draft from a document or pasted text; the worker reads it and fills facts that are still empty.

    Raises AccessDenied, or InvalidInput when the file or the text is refused.
    """
    if not access.may_create(actor):
        raise AccessDenied(_("只有科研单位的成员可以发布需求。"))
    check_source(file, text)
    if content is not None and content.title:
        _check_facts(content)
    demand = _create(content or DemandContent(title=""), actor=actor, is_sample=is_sample)
    return attach(open_version(demand), actor=actor, file=file, text=text)


@transaction.atomic
def create_demand_from_files(*, files: Sequence[File[bytes]], actor: Actor) -> Demand:
    """Make a draft from several documents at once, such as a tender and its annex.

    Raises AccessDenied, or InvalidInput that names each file that is refused: then nothing is kept.
    """
    if not access.may_create(actor):
        raise AccessDenied(_("只有科研单位的成员可以发布需求。"))
    check_files(files)
    demand = _create(DemandContent(title=""), actor=actor, is_sample=False)
    version = open_version(demand)
    for file in files:
        attach(version, actor=actor, file=file, text="")
    return demand


def _create(content: DemandContent, *, actor: Actor, is_sample: bool) -> Demand:
    organisation = actor.organisation
    if not access.may_create(actor) or organisation is None or actor.user is None:
        raise AccessDenied(_("只有科研单位的成员可以发布需求。"))
    demand = Demand.objects.create(organisation=organisation, created_by=actor.user, is_sample=is_sample)
    version = DemandVersion(demand=demand, number=1, province_code=organisation.province_code)
    _fill_facts(version, content)
    version.contact_name = version.contact_name or actor.user.name
    version.contact_phone = version.contact_phone or actor.user.phone
    version.province_code = content.province_code or organisation.province_code
    version.save()
    log(demand, Step.CREATE, before="", actor=actor, number=1)
    return demand


@transaction.atomic
def edit_demand(demand_id: int, content: DemandContent, *, actor: Actor) -> DemandVersion:
    """Change the facts of the open version; another category has the rows' names looked up in its template.

    Raises NotFound, AccessDenied, TransitionRefused, or InvalidInput with the fields that are wrong.
    """
    version = lock_draft(demand_id, actor)
    _check_facts(content)
    category_before = version.category_id
    _fill_facts(version, content)
    version.save()
    if version.category_id != category_before:
        link_anew(version)
    version.demand.save(update_fields=["updated_at"])
    return version


@transaction.atomic
def delete_draft(demand_id: int, *, actor: Actor) -> None:
    """Delete a draft that was never handed in for approval, with its rows and files. There is no way back.

    Raises NotFound, AccessDenied, or TransitionRefused for a demand that others have already seen.
    """
    demand = lock_demand(demand_id, actor)
    if not access.may_end(actor, demand):
        raise AccessDenied(_("只有建立人、审批人或负责人可以删除草稿。"))
    if not is_untouched_draft(demand):
        raise TransitionRefused(_("这项需求已提交过审批，不能删除。可以撤回需求并写明理由。"))
    _part_with(SourceDocument.objects.filter(version__demand=demand))
    demand.delete()


def _part_with(documents: QuerySet[SourceDocument]) -> None:
    """Of documents about to go, forget unknown names now and delete files that stand for no others after the commit."""
    forget_documents(documents.values_list("pk", flat=True))
    names = set(documents.exclude(file="").values_list("file", flat=True))
    transaction.on_commit(lambda: delete_unused_files(names))


def is_untouched_draft(demand: Demand) -> bool:
    """Whether nobody but its author has had to do with the draft: it was never handed in."""
    return demand.status == Status.DRAFT and not demand.steps.exclude(step=Step.CREATE.value).exists()


def _fill_facts(version: DemandVersion, content: DemandContent) -> None:
    for name in FACT_FIELDS:
        setattr(version, name, getattr(content, name))
    version.category = _category(content.category_code)


def _category(code: str) -> Category | None:
    if not code:
        return None
    category = Category.objects.filter(code=code, is_active=True).first()
    if category is None:
        message = _("没有代码为“%(code)s”的细分领域。") % {"code": code[:16]}
        raise InvalidInput(message, detail={"category_code": message})
    return category


def _check_facts(content: DemandContent) -> None:
    wrong: dict[str, object] = {}
    if not content.title.strip():
        wrong["title"] = _("请填写需求名称。")
    if not 1 <= content.quantity <= 9999:
        wrong["quantity"] = _("数量应在 1 到 9999 之间。")
    if content.delivery_days is not None and not 1 <= content.delivery_days <= 3650:
        wrong["delivery_days"] = _("交货期应在 1 到 3650 天之间。")
    if content.budget_yuan is not None and content.budget_yuan <= 0:
        wrong["budget_yuan"] = _("预算应大于 0；未定时请留空。")
    if content.province_code and not is_province(content.province_code):
        wrong["province_code"] = _("请选择省级行政区。")
    if wrong:
        raise InvalidInput(_("请更正标出的各项。"), detail=wrong)


# ---- approval -----------------------------------------------------------------------------------------------------


@transaction.atomic
def submit_demand(demand_id: int, *, actor: Actor, change_note: str = "") -> Demand:
    """Hand the open version in for approval. It must have a title, a category and at least one row.

    A version after the first must say what it changes. Raises NotFound, AccessDenied, TransitionRefused, InvalidInput.
    """
    demand, version = _own_open_version(demand_id, actor)
    if change_note.strip():
        version.change_note = change_note.strip()[:400]
        version.save(update_fields=["change_note"])
    _check_complete(version)
    take(demand, version, Step.SUBMIT, actor=actor, reason=version.change_note)
    others = [person for person in _deciders(demand) if actor.user is None or person != actor.user.pk]
    _tell(demand, others, worded("待审批：%(title)s", title=version.title))
    facts.publish(DemandSubmitted(demand_id=demand.pk, version_id=version.pk, user_id=_person(actor)))
    return demand


def _check_complete(version: DemandVersion) -> None:
    wrong: dict[str, object] = {}
    if not version.title.strip():
        wrong["title"] = _("请填写需求名称。")
    if version.category_id is None:
        wrong["category_code"] = _("请选择细分领域，否则无法与产品比对。")
    if not version.requirements.exists():
        wrong["requirements"] = _("至少需要一行参数要求。")
    if version.documents.filter(state__in=(SourceDocument.State.WAITING, SourceDocument.State.READING)).exists():
        wrong["documents"] = _("文件还在读取，请稍候。")
    if version.documents.filter(state=SourceDocument.State.CHOOSING).exists():
        wrong["packages"] = _("有一份文件含多个包，请先选择哪个包放入本需求。")
    if version.number > 1 and not version.change_note.strip():
        wrong["change_note"] = _("请写明本次变更了什么，供已应答的厂商了解。")
    if wrong:
        raise InvalidInput(" ".join(str(text) for text in wrong.values()), detail=wrong)


@transaction.atomic
def recall_demand(demand_id: int, *, actor: Actor) -> Demand:
    """Take a submitted version back into writing."""
    demand, version = _own_open_version(demand_id, actor)
    take(demand, version, Step.RECALL, actor=actor)
    return demand


@transaction.atomic
def approve_demand(demand_id: int, *, actor: Actor) -> Demand:
    """Approve the submitted version. Four eyes: see the module.

    Raises NotFound, TransitionRefused, or AccessDenied for the wrong role and for the submitter.
    """
    demand, version = _decided_version(demand_id, actor)
    is_own = _submitter(demand) == _person(actor)
    if is_own and _deciders(demand, besides=actor):
        raise AccessDenied(_("提交人不能审批自己的需求，请由本单位另一位审批人或负责人处理。"))
    take(demand, version, Step.APPROVE, actor=actor, reason=_("本单位无其他审批人，由提交人审批。") if is_own else "")
    _tell(demand, [demand.created_by_id], worded("已批准：%(title)s", title=version.title))
    return demand


@transaction.atomic
def return_demand(demand_id: int, *, reason: str, actor: Actor) -> Demand:
    """Send the submitted or approved version back into writing, with the reason."""
    demand, version = _decided_version(demand_id, actor)
    if not reason.strip():
        raise InvalidInput(_("请写明退回的理由。"), detail={"reason": _("不能为空")})
    take(demand, version, Step.RETURN, actor=actor, reason=reason.strip())
    _tell(demand, [demand.created_by_id], worded("已退回：%(title)s", title=version.title), reason.strip())
    return demand


@transaction.atomic
def publish_demand(demand_id: int, *, actor: Actor) -> Demand:
    """Publish the approved version: from now on it never changes, makers see it, and it is matched.

    Raises NotFound, TransitionRefused, or AccessDenied when the institution is not verified.
    """
    demand, version = _own_open_version(demand_id, actor)
    if not access.may_publish(actor, demand):
        raise AccessDenied(_("本单位尚未通过核验，不能发布需求。请联系平台管理员完成核验。"))
    version.published_at = clock.now()
    demand.published_version = version
    take(demand, version, Step.PUBLISH, actor=actor, reason=version.change_note)
    version.save(update_fields=["published_at"])
    demand.save(update_fields=["published_version", "updated_at"])
    version.edits.all().delete()
    facts.publish(DemandPublished(demand_id=demand.pk, version_id=version.pk, user_id=_person(actor)))
    return demand


@transaction.atomic
def approve_and_publish_demand(demand_id: int, *, actor: Actor) -> Demand:
    """Approve and publish in one step; if publication is refused nothing is approved."""
    approve_demand(demand_id, actor=actor)
    return publish_demand(demand_id, actor=actor)


def _own_open_version(demand_id: int, actor: Actor) -> tuple[Demand, DemandVersion]:
    demand = lock_demand(demand_id, actor)
    if not access.may_edit(actor, demand):
        raise AccessDenied(_("只有本单位成员可以执行此操作。"))
    return demand, open_version(demand)


def _decided_version(demand_id: int, actor: Actor) -> tuple[Demand, DemandVersion]:
    demand, version = _own_open_version(demand_id, actor)
    if not access.may_decide(actor, demand):
        raise AccessDenied(_("只有本单位的审批人或负责人可以审批。"))
    return demand, version


def _person(actor: Actor) -> int | None:
    return actor.user.pk if actor.user else None


def _submitter(demand: Demand) -> int | None:
    step = demand.steps.filter(step=Step.SUBMIT.value).order_by("-id").first()
    return step.taken_by_id if step else demand.created_by_id


def _deciders(demand: Demand, *, besides: Actor | None = None) -> list[int]:
    people = people_of(demand.organisation_id, tuple(str(role) for role in access.APPROVING_ROLES))
    own = _person(besides) if besides else None
    return [person for person in people if person != own]


def may_approve_now(actor: Actor, demand: Demand, version: DemandVersion) -> bool:
    """Whether `approve_demand` would accept this actor now: for showing the button."""
    if version.stage != Stage.PENDING or not access.may_decide(actor, demand) or actor.user is None:
        return False
    return _submitter(demand) != actor.user.pk or not _deciders(demand, besides=actor)


# ---- change and end -----------------------------------------------------------------------------------------------


@transaction.atomic
def revise_demand(demand_id: int, *, actor: Actor, reason: str = "") -> DemandVersion:
    """Begin a change of a published demand: a new draft version with copies of all rows. The reason goes to the log.

    Raises NotFound, AccessDenied, or TransitionRefused when one is under way already.
    """
    demand = lock_demand(demand_id, actor)
    if not access.may_edit(actor, demand):
        raise AccessDenied(_("只有本单位成员可以修改需求。"))
    published = demand.published_version
    if published is None or demand.versions.filter(published_at=None).exists():
        raise TransitionRefused(
            _("已有一个变更中的版本，请在其上修改。") if published else _("需求尚未发布，可直接修改。")
        )
    take(demand, None, Step.REVISE, actor=actor, reason=reason)
    rows = list(published.requirements.all())
    version = DemandVersion(demand=demand, number=published.number + 1, category=published.category)
    for name in FACT_FIELDS:
        setattr(version, name, getattr(published, name))
    version.save()
    for row in rows:
        row.pk, row._state.adding, row.version = None, True, version
    Requirement.objects.bulk_create(rows)
    return version


@transaction.atomic
def discard_change(demand_id: int, *, actor: Actor) -> Demand:
    """Give up a change that is under way; what is published stays as it is."""
    demand, version = _own_open_version(demand_id, actor)
    if demand.published_version_id is None:
        raise TransitionRefused(_("需求尚未发布，没有可以放弃的变更。可以撤回整项需求。"))
    take(demand, None, Step.DISCARD, actor=actor)
    _part_with(version.documents.all())
    version.delete()
    return demand


@transaction.atomic
def close_demand(demand_id: int, *, reason: str = "", actor: Actor) -> Demand:
    """End a published demand that has served its purpose."""
    return _end(demand_id, Step.CLOSE, reason, actor)


@transaction.atomic
def withdraw_demand(demand_id: int, *, reason: str, actor: Actor) -> Demand:
    """Take a demand back, with the reason; a published one is no longer matched."""
    if not reason.strip():
        raise InvalidInput(_("请写明撤回的理由。"), detail={"reason": _("不能为空")})
    return _end(demand_id, Step.WITHDRAW, reason, actor)


def _end(demand_id: int, step: Step, reason: str, actor: Actor) -> Demand:
    demand = lock_demand(demand_id, actor)
    if not access.may_end(actor, demand):
        raise AccessDenied(_("只有建立人、审批人或负责人可以结束或撤回需求。"))
    was_published = demand.status == Status.PUBLISHED
    take(demand, None, step, actor=actor, reason=reason.strip())
    if was_published:
        facts.publish(DemandEnded(demand_id=demand.pk))
    return demand


def _tell(demand: Demand, people: list[int], title: Wording, body: str = "") -> None:
    notify_organisations(
        [demand.organisation_id],
        only=people,
        kind=Notification.Kind.DEMAND,
        title=title,
        body=body,
        url=reverse("demands:detail", args=[demand.pk]),
        action=worded_as("one", "看需求"),
        about={"demand": demand.pk},
        subject_key=f"demand:{demand.pk}:approval",
    )
