"""The Celery application. Redis only rings the bell: every task stands behind a row of the outbox."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_process_init
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from config import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

_FAMILY_WORK = ("runs", "night")


def queues_of_this_worker() -> list[Queue]:
    """All queues, or those of the groups of families that `YIQIAO_FAMILIES` names: so a host holds only their products.

    `YIQIAO_FAMILY_WORK` narrows those to runs or to the night's tasks. Raises ImproperlyConfigured for a group or a
    kind of work that does not exist.
    """
    groups = [str(group) for group in range(environment.number("YIQIAO_FAMILY_GROUPS", 1))]
    held = environment.names("YIQIAO_FAMILIES")
    if unknown := sorted(set(held) - set(groups)):
        raise ImproperlyConfigured(
            f"YIQIAO_FAMILIES names {', '.join(unknown)}; with YIQIAO_FAMILY_GROUPS={len(groups)} there are the groups"
            f" 0 to {len(groups) - 1}."
        )
    work = environment.names("YIQIAO_FAMILY_WORK", ",".join(_FAMILY_WORK))
    if unknown := sorted(set(work) - set(_FAMILY_WORK)):
        raise ImproperlyConfigured(
            f"YIQIAO_FAMILY_WORK names {', '.join(unknown)}; it knows {', '.join(_FAMILY_WORK)}."
        )
    common = [] if held else ["yiqiao", "waited-for"]
    own = [f"{kind}-{group}" for group in held or groups for kind in work]
    return [Queue(name) for name in (*common, *own)]


app = Celery("yiqiao")
app.conf.update(
    broker_url=os.environ.get("BROKER_URL"),
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=300,
    task_soft_time_limit=280,
    broker_connection_retry_on_startup=True,
    # A ring must fail at once when Redis is away: the web request that rings has its row already.
    broker_transport_options={
        "visibility_timeout": 600,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 1,
        "max_retries": 0,
    },
    task_publish_retry=False,
    task_default_queue="yiqiao",
    task_queues=queues_of_this_worker(),
    beat_schedule={
        "sweep-outbox": {"task": "kernel.sweep_outbox", "schedule": 5.0, "options": {"expires": 5}},
        "look-through-saved-searches": {
            "task": "search.look_through_saved",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        "forget-table-changes": {
            "task": "kernel.forget_table_changes",
            "schedule": 60.0,
            "options": {"expires": 60},
        },
        # Every ten minutes and by state, so that a digest of 08:00 comes late, and not never, when beat was away.
        "ask-for-mail": {"task": "notifications.ask_for_mail", "schedule": crontab(minute="*/10")},
        # Every ten minutes and by state: a beat that was away at the hour begins the night late.
        "begin-night": {"task": "matching.begin_night", "schedule": crontab(minute="*/10")},
        "ask-for-changed": {"task": "matching.ask_for_changed", "schedule": 60.0, "options": {"expires": 60}},
        "forget-deliveries": {"task": "notifications.forget_deliveries", "schedule": crontab(hour="3", minute="30")},
    },
    timezone="Asia/Shanghai",
)
app.autodiscover_tasks()


@worker_process_init.connect
def end_with_the_worker(**_: object) -> None:
    """The processes of a worker never outlive it, however it ends: what they had in work is leased and done again."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL, 0, 0, 0)
