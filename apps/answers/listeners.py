"""What answers do when they hear news: makers who wrote to an earlier version of a demand are told of the new one."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from apps.answers import uploads
from apps.answers.models import Answer
from apps.answers.services import news_of
from apps.demands.facts import DemandPublished
from apps.demands.models import DemandVersion
from apps.notifications.models import Notification
from apps.notifications.services import notify_organisations
from kernel import facts, outbox
from kernel.wording import worded

TOPIC = "answers.new_version"


def register() -> None:
    """Connect the listener and the outbox handlers; called once when Django is ready."""
    facts.listen(DemandPublished, _note_new_version)
    outbox.handle(TOPIC, tell_of_new_version)
    outbox.handle(uploads.TOPIC, uploads.read_upload, queue=outbox.WAITED_FOR_QUEUE)


def _note_new_version(fact: DemandPublished) -> None:
    outbox.enqueue(TOPIC, {"version_id": fact.version_id}, key=f"version:{fact.version_id}")


def tell_of_new_version(payload: Mapping[str, object]) -> None:
    """Outbox handler: tell every maker with an answer to an earlier version and none to this one."""
    version = DemandVersion.objects.select_related("demand").get(pk=int(str(payload["version_id"])))
    earlier = Answer.objects.filter(version__demand_id=version.demand_id, version__number__lt=version.number)
    done = set(Answer.objects.filter(version=version).values_list("product_id", flat=True))
    newest = {each.product_id: each for each in earlier.order_by("version__number", "pk")}
    for answer in newest.values():
        if answer.product_id not in done:
            _tell(answer, version)


def _tell(answer: Answer, version: DemandVersion) -> None:
    notify_organisations(
        [answer.organisation_id],
        kind=Notification.Kind.DEMAND,
        title=worded("需求有了新版本：%(title)s", title=version.title),
        body=worded("您的应答 %(code)s 针对较早的版本，可以一键带入新版，已填内容不会丢失。", code=answer.code),
        url=reverse("answers:detail", args=[answer.pk]),
        action=worded("更新应答"),
        about={"demand": version.demand_id, "answer": answer.pk},
        subject_key=news_of(answer.pk),
    )
