"""Tables of the nightly full re-match: nights, their tasks, and where every open demand stands."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.demands.models import Demand


class Night(models.Model):
    """复核: one full re-match of all open demands. Its plan is its tasks, written before any work begins.

    One runs at a time: where the next begins, the tasks that are left are closed. `demand_count` is how many demands
    were planned.
    """

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("night", "进行中")
        DONE = "done", pgettext_lazy("night", "已完成")
        CLOSED = "closed", pgettext_lazy("night", "已中止")

    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    demand_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("全量复核")
        constraints = [
            models.UniqueConstraint(fields=["state"], name="night_one_running", condition=models.Q(state="running"))
        ]


class NightTask(models.Model):
    """A part of a night: the demands of one family from `first_id` to `last_id`, done by one worker in seconds.

    `family` is what the demands' scope lies in; `EVERYTHING` are demands whose scope holds several families: they are
    put to each group of families, and `group` says to which. `attempts` counts beginnings; a task that failed
    too often is set aside with its error and does not hold up the night. `epoch` names the state of the products
    by which it was done: another one in the same family means that products changed in mid-night.
    """

    EVERYTHING = "*"

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("night", "等待")
        RUNNING = "running", pgettext_lazy("night", "比对中")
        DONE = "done", pgettext_lazy("night", "完成")
        FAILED = "failed", pgettext_lazy("night", "已搁置")
        CLOSED = "closed", pgettext_lazy("night", "已中止")

    night = models.ForeignKey(Night, models.CASCADE, related_name="tasks")
    family = models.CharField(max_length=60)
    group = models.PositiveSmallIntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    demand_count = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    is_handed_out = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    duration_ms = models.PositiveIntegerField(null=True)
    epoch = models.CharField(max_length=16, blank=True)
    done_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["family", "first_id", "group"]
        verbose_name = _("复核任务")
        constraints = [
            models.UniqueConstraint(fields=["night", "family", "group", "first_id"], name="night_task_once"),
        ]
        indexes = [
            models.Index(
                fields=["night", "group", "id"], name="night_task_waiting", condition=models.Q(state="waiting")
            )
        ]


class Standing(models.Model):
    """Where an open demand stands by the latest night: its best products and how many there are of each outcome.

    `products`, `outcomes` (places in the order eligible, open, ineligible) and `scores` (hundredths) run side by side,
    best first. `digest` is over all that and the version: `MatchRun.digest` of the same content is the same. Where it
    differs from that of the result that pages show, the demand WAITS to be compared by the ordinary way, and is ASKED
    when it was. `changed_at` is when that was found. A standing is replaced by that of the next night, never added to.
    """

    class State(models.TextChoices):
        SAME = "same", pgettext_lazy("night", "未变")
        WAITING = "waiting", pgettext_lazy("night", "等待重新比对")
        ASKED = "asked", pgettext_lazy("night", "已重新比对")

    demand = models.OneToOneField(Demand, models.CASCADE, primary_key=True, related_name="standing")
    night = models.ForeignKey(Night, models.CASCADE, related_name="standings", db_index=False)
    version_id = models.BigIntegerField()
    epoch = models.CharField(max_length=16)
    as_of = models.DateTimeField()
    products = ArrayField(models.BigIntegerField())
    outcomes = ArrayField(models.SmallIntegerField())
    scores = ArrayField(models.IntegerField())
    counts = ArrayField(models.IntegerField())
    one_short = models.IntegerField()
    digest = models.CharField(max_length=32)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SAME)
    changed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("复核结论")
        indexes = [
            models.Index(
                fields=["state", "changed_at", "demand"], name="standing_changed", condition=~models.Q(state="same")
            )
        ]


class StandingPart(models.Model):
    """What one group of families says to a demand over everything; all groups' parts are merged into its standing.

    The arrays are those of `Standing`, with the sums of proof that break ties.
    """

    night = models.ForeignKey(Night, models.CASCADE, related_name="+")
    demand = models.ForeignKey(Demand, models.CASCADE, related_name="+")
    group = models.PositiveSmallIntegerField()
    version_id = models.BigIntegerField()
    epoch = models.CharField(max_length=16)
    as_of = models.DateTimeField()
    products = ArrayField(models.BigIntegerField())
    outcomes = ArrayField(models.SmallIntegerField())
    scores = ArrayField(models.IntegerField())
    proofs = ArrayField(models.IntegerField())
    counts = ArrayField(models.IntegerField())
    one_short = models.IntegerField()
    weights_version = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("复核的分组结论")
        constraints = [models.UniqueConstraint(fields=["night", "demand", "group"], name="standing_part_once")]
