"""Tables of the 细分领域表: categories on three levels, parameters, and which parameter a category's template holds."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from kernel.languages import reader_language
from kernel.transitions import StepLog


class BilingualName(models.Model):
    """A Chinese and an English name, and the other spellings under which texts mention the thing."""

    name_zh = models.CharField(_("中文名"), max_length=120)
    name_en = models.CharField(_("英文名"), max_length=160, blank=True)
    aliases = ArrayField(models.CharField(max_length=160), verbose_name=_("别名"), default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the language of the page; Chinese where no English one is known."""
        return self.name_en if reader_language() == "en" and self.name_en else self.name_zh


class Category(BilingualName):
    """细分领域: levels 1 and 2 follow the national classification, level 3 are our instrument types.

    `family` joins neighbouring types that compete with one another: a demand of one is matched against all.
    """

    code = models.CharField(_("代码"), max_length=16, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    level = models.PositiveSmallIntegerField(_("级"))
    family = models.CharField(_("同类族"), max_length=40, blank=True, db_index=True)
    position = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("细分领域")
        constraints = [
            models.CheckConstraint(condition=models.Q(level__in=(1, 2, 3)), name="category_level_1_to_3"),
            models.CheckConstraint(
                condition=models.Q(level=1, parent=None) | models.Q(level__gt=1, parent__isnull=False),
                name="category_below_level_1_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class Parameter(BilingualName):
    """A parameter with its stable code. `better` is the good direction of a number: higher, lower, or ''.

    `settable` tells a range that the user sets on the instrument from a measured performance (see
    `language.types.ParameterFacts`). `is_added`: by the taxonomy's editors, so that no load of the files retires it.
    """

    class Kind(models.TextChoices):
        NUMBER = "number", _("数值")
        RANGE = "range", _("区间")
        TOLERANCE = "tolerance", _("容差")
        SET = "set", _("多选")
        HAS = "bool", _("功能")
        TEXT = "text", _("文字")
        SIZE = "size", _("尺寸")

    class Better(models.TextChoices):
        HIGHER = "higher", _("越大越好")
        LOWER = "lower", _("越小越好")
        NONE = "", _("无方向")

    code = models.CharField(_("代码"), max_length=60, unique=True)
    kind = models.CharField(_("类型"), max_length=10, choices=Kind.choices)
    quantity = models.CharField(_("物理量"), max_length=40, blank=True)
    unit = models.CharField(_("单位"), max_length=40, blank=True)
    better = models.CharField(_("优劣方向"), max_length=6, choices=Better.choices, blank=True)
    settable = models.BooleanField(_("可设定"), default=False)
    conditions = ArrayField(models.CharField(max_length=120), verbose_name=_("常用测试条件"), default=list, blank=True)
    is_active = models.BooleanField(_("在用"), default=True)
    is_added = models.BooleanField(_("编辑增补"), default=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("参数")

    def __str__(self) -> str:
        return f"{self.code} {self.name_zh}"


class TemplateRow(models.Model):
    """One parameter of a category's template, in its group (输液泵, 柱温箱, 检测器 …); `is_added` as for Parameter."""

    category = models.ForeignKey(Category, models.CASCADE, related_name="template_rows")
    parameter = models.ForeignKey(Parameter, models.PROTECT, related_name="template_rows")
    group = models.CharField(_("分组"), max_length=40, blank=True)
    position = models.PositiveIntegerField(default=0)
    is_added = models.BooleanField(_("编辑增补"), default=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("参数模板行")
        constraints = [models.UniqueConstraint(fields=["category", "parameter"], name="template_row_once_per_category")]


class NameProposal(models.Model):
    """词表提议: a printed name that links to nothing in its category, counted, and what the editors made of it.

    `key` is the name in one spelling (`naming.normalised`), `name` the spelling that is printed most. The counters are
    those of its sightings, brought up to date with them.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待处理")
        ALIAS = "alias", _("已收为别名")
        PARAMETER = "parameter", _("已收为新参数")
        REJECTED = "rejected", _("已驳回")

    category = models.ForeignKey(Category, models.PROTECT, related_name="proposals")
    key = models.CharField(max_length=160)
    name = models.CharField(_("印出的名称"), max_length=120)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    parameter = models.ForeignKey(Parameter, models.PROTECT, null=True, blank=True, related_name="proposals")
    reason = models.CharField(_("理由"), max_length=400, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    row_count = models.PositiveIntegerField(_("条数"), default=0)
    document_count = models.PositiveIntegerField(_("文件数"), default=0)
    organisation_count = models.PositiveIntegerField(_("组织数"), default=0)
    first_seen = models.DateTimeField(auto_now_add=True)
    last_seen = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(_("示例"), default=False)

    class Meta:
        ordering = ["-document_count", "-row_count", "id"]
        verbose_name = _("词表提议")
        constraints = [models.UniqueConstraint(fields=["category", "key"], name="name_proposal_once_per_category")]
        indexes = [models.Index(fields=["state", "-document_count", "-row_count"], name="name_proposal_by_frequency")]

    def __str__(self) -> str:
        return f"{self.category_id} {self.name}"


class NameSighting(models.Model):
    """Where a proposed name stands: one row per source and printed spelling.

    `source` names the document or product (`demands.document:12`), so that reading it again replaces what it said and
    counts nothing twice. Group, unit and example are for the linking; people see them only when the source is published
    or the name was seen in two organisations (`proposal_selectors`).
    """

    proposal = models.ForeignKey(NameProposal, models.CASCADE, related_name="sightings")
    source = models.CharField(max_length=60, db_index=True)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    printed_name = models.CharField(max_length=120)
    group = models.CharField(max_length=60, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    example = models.CharField(max_length=300, blank=True)
    row_count = models.PositiveIntegerField(default=1)
    is_published = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "source", "printed_name"], name="name_sighting_once_per_source")
        ]


class AcceptedAlias(models.Model):
    """A printed name that the editors accepted for a parameter; it counts beside those of the files."""

    parameter = models.ForeignKey(Parameter, models.CASCADE, related_name="accepted_aliases")
    proposal = models.OneToOneField(NameProposal, models.CASCADE, related_name="accepted_alias")
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["id"]


class NameDecision(StepLog):
    """One step of the editors on a proposal."""

    proposal = models.ForeignKey(NameProposal, models.CASCADE, related_name="decisions")
    parameter = models.ForeignKey(Parameter, models.PROTECT, null=True, blank=True, related_name="+")

    @property
    def label(self) -> str:
        """The step in words."""
        from apps.taxonomy.lifecycle import Step  # the steps are defined on this module's states

        return str(Step(self.step).label)
