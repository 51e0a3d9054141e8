"""Tables of demands, their versions and requirements, and the documents they were read from."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from apps.taxonomy.language.types import Mark, Operator
from apps.taxonomy.models import Category, Parameter
from kernel.pairs import PairsOf
from kernel.transitions import StepLog


class Demand(models.Model):
    """需求 of an institution. What is asked stands in its versions; a published version is never changed.

    `published_version` is what makers see and what is matched. A change after publication makes a new draft version.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("草稿")
        PENDING = "pending", _("待内部审批")
        PUBLISHED = "published", _("已发布")
        CLOSED = "closed", _("已结束")
        WITHDRAWN = "withdrawn", _("已撤回")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="demands")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    status = models.CharField(_("状态"), max_length=10, choices=Status.choices, default=Status.DRAFT, db_index=True)
    published_version = models.OneToOneField(
        "DemandVersion", models.PROTECT, null=True, blank=True, related_name="published_of"
    )
    is_sample = models.BooleanField(_("示例"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at", "-id"]
        verbose_name = _("需求")
        indexes = [
            models.Index(
                fields=["status", "-updated_at", "-id"],
                name="demand_on_board",
                condition=models.Q(published_version__isnull=False),
            )
        ]

    @property
    def code(self) -> str:
        """The number that people quote: XQ-2026-0417."""
        return f"XQ-{self.created_at:%Y}-{self.pk:04d}"


class DemandVersion(models.Model):
    """One version of a demand: everything that is asked. Frozen once `published_at` is set.

    `budget_yuan` is the ceiling; outside the own organisation it is shown only when `is_budget_public`. `stage` is how
    far the version's approval has come; its rows change only in stage DRAFT.
    """

    class Stage(models.TextChoices):
        DRAFT = "draft", _("编写中")
        PENDING = "pending", _("待审批")
        APPROVED = "approved", _("已批准，待发布")
        PUBLISHED = "published", _("已发布")

    # Found by the unique constraint, which begins with it.
    demand = models.ForeignKey(Demand, models.CASCADE, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    title = models.CharField(_("需求名称"), max_length=120)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    purpose = models.TextField(_("用途说明"), blank=True, max_length=2000)
    quantity = models.PositiveIntegerField(_("数量（台套）"), default=1)
    budget_yuan = models.DecimalField(_("预算（元）"), max_digits=14, decimal_places=2, null=True, blank=True)
    is_budget_public = models.BooleanField(_("公开预算"), default=True)
    delivery_days = models.PositiveIntegerField(_("交货期（天）"), null=True, blank=True)
    province_code = models.CharField(_("使用地区"), max_length=2, blank=True)
    answers_until = models.DateField(_("应答截止"), null=True, blank=True)
    contact_name = models.CharField(_("联系人"), max_length=60, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)
    change_note = models.CharField(_("变更说明"), max_length=400, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("需求版本")
        indexes = [
            GinIndex(PairsOf(Lower("title")), name="demand_version_title_pairs", fastupdate=False),
            GinIndex(OpClass(Lower("title"), "gin_trgm_ops"), name="demand_version_title_trigrams", fastupdate=False),
        ]
        constraints = [
            models.UniqueConstraint(fields=["demand", "number"], name="demand_version_number_once"),
            models.UniqueConstraint(
                fields=["demand"], name="demand_one_draft_version", condition=models.Q(published_at=None)
            ),
        ]


class SourceDocument(models.Model):
    """A file or pasted text that requirements were read from; the original is kept.

    It is parsed by a worker in a limited child process: waiting → reading → read, or refused with a message; one with
    several packages waits in `choosing` until a person says which of them this demand is about.
    `blocks` are the paragraphs and table rows as read: [{"text", "kind", "place"}], which requirements point to.
    `tender` is everything else that was read, as `reading.child.to_json` writes it: choosing again parses nothing.
    `package` counts from 1 and is null as long as nothing was chosen. Another package of the same file that became a
    demand of its own is a row of its own with this one as `origin`. `lines_read` of `lines_total` lines are done.
    An amendment (更正公告) stands with the published version that it was held against; `applied_to` is the version
    that took its changes.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("等待读取")
        READING = "reading", _("读取中")
        CHOOSING = "choosing", _("待选包")
        READ = "read", _("已读取")
        REFUSED = "refused", _("无法读取")

    version = models.ForeignKey(DemandVersion, models.CASCADE, related_name="documents")
    file = models.FileField(upload_to="tenders/%Y/%m/", blank=True)
    name = models.CharField(_("文件名"), max_length=200)
    pasted_text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    message = models.TextField(blank=True)
    blocks = models.JSONField(default=list)
    tender = models.JSONField(default=dict)
    package = models.PositiveSmallIntegerField(null=True, blank=True)
    origin = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    is_amendment = models.BooleanField(_("更正公告"), default=False)
    applied_to = models.ForeignKey(DemandVersion, models.SET_NULL, null=True, blank=True, related_name="amendments")
    lines_total = models.PositiveIntegerField(default=0)
    lines_read = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["uploaded_at", "id"]
        verbose_name = _("来源文件")


class Requirement(models.Model):
    """参数要求: one row of a version. Bounds are exact texts in `unit` (`language.types.bound_text`).

    Rows read from the same line share `line`; rows that are alternatives of one another share `line` and a non-zero
    `alternative`. `raw_text` is the line as printed, `span_start`/`span_end` the part of it that this row was read
    from. `needs_review` rows are judged by a person, never by the engine, until somebody confirms them. `revision`
    grows with every change of what the row says: a page that shows an older one writes nothing over it.
    """

    SURE = 95  # from this confidence on, in per cent, a row may be accepted together with others

    class Scope(models.TextChoices):
        TECHNICAL = "technical", _("技术")
        COMMERCIAL = "commercial", _("商务")

    version = models.ForeignKey(DemandVersion, models.CASCADE, related_name="requirements")
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField(default=0)
    alternative = models.PositiveSmallIntegerField(default=0)
    clause = models.CharField(_("条款号"), max_length=20, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.TECHNICAL)
    document = models.ForeignKey(SourceDocument, models.SET_NULL, null=True, blank=True, related_name="requirements")
    block = models.PositiveIntegerField(null=True, blank=True)
    raw_text = models.TextField(_("原文"))
    span_start = models.PositiveIntegerField(default=0)
    span_end = models.PositiveIntegerField(default=0)
    parameter = models.ForeignKey(Parameter, models.PROTECT, null=True, blank=True, related_name="+")
    printed_name = models.CharField(_("参数"), max_length=120)
    group = models.CharField(_("分组"), max_length=60, blank=True)
    op = models.CharField(_("关系"), max_length=6, choices=[(op.value, op.value) for op in Operator])
    lo = models.CharField(max_length=80, blank=True)
    hi = models.CharField(max_length=80, blank=True)
    unit = models.CharField(_("单位"), max_length=40, blank=True)
    members = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    value_text = models.CharField(_("文字值"), max_length=400, blank=True)
    is_strict = models.BooleanField(default=False)
    condition = models.CharField(_("测试条件"), max_length=200, blank=True)
    mark = models.CharField(_("标记"), max_length=10, choices=[(mark.value, mark.value) for mark in Mark], blank=True)
    confidence = models.PositiveSmallIntegerField(default=100)
    needs_review = models.BooleanField(default=False)
    review_reason = models.CharField(max_length=200, blank=True)
    is_confirmed = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("参数要求")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0, confidence__lte=100), name="requirement_confidence_0_to_100"
            )
        ]


class RequirementEdit(models.Model):
    """One change of a draft's rows: the rows before and after it, so that it can be taken back and done again.

    A row that stands only in `before` was removed, one that stands only in `after` was made. The orders are lists of
    row ids, empty where the change moved nothing. `action` and `step_action` are the page's own names of the change
    and of its last undo or redo: a page that got no answer sends them again, and nothing is done twice.
    """

    class Kind(models.TextChoices):
        ADD = "add", _("新增")
        EDIT = "edit", _("修改")
        SPLIT = "split", _("拆分")
        MERGE = "merge", _("合并")
        DELETE = "delete", _("删除")
        MOVE = "move", _("移动")
        MARK = "mark", _("改标记")
        CONFIRM = "confirm", _("接受")
        CONFIRM_ALL = "confirm_all", _("接受全部高置信")
        WORDS = "words", _("删去字样")
        RELAX = "relax", _("放宽")
        LINK = "link", _("对应词条")

    class State(models.TextChoices):
        DONE = "done", _("已做")
        UNDONE = "undone", _("已撤销")
        BLOCKED = "blocked", _("后被他人修改，不再撤销")

    version = models.ForeignKey(DemandVersion, models.CASCADE, related_name="edits")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DONE)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    order_before = ArrayField(models.BigIntegerField(), default=list)
    order_after = ArrayField(models.BigIntegerField(), default=list)
    action = models.CharField(max_length=40, blank=True)
    step_action = models.CharField(max_length=40, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("条款修改")


class WatchedName(models.Model):
    """A company or brand that a parameter table should not name; kept by administrators, not in code."""

    name = models.CharField(_("名称"), max_length=80, unique=True)
    aliases = ArrayField(models.CharField(max_length=80), verbose_name=_("别名"), default=list, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("受注意的品牌名")

    def __str__(self) -> str:
        return self.name


class DemandStep(StepLog):
    """One step in a demand's life."""

    demand = models.ForeignKey(Demand, models.CASCADE, related_name="steps")
    version_number = models.PositiveIntegerField(null=True)
