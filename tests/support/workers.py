"""Real Celery workers as child processes of the test session."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis
from django.db import connection

from apps.matching.engine.warming import warm_up
from apps.taxonomy.language.units import default_units
from config import celery_app
from launch import site
from launch.layout import Layout, make_folders
from launch.processes import Child

_START_S = 60.0
_DRAIN_S = 30.0


@dataclass
class WorkerPool:
    """The session's workers: one shared by most tests, and extra ones of tests that kill theirs."""

    layout: Layout
    env: dict[str, str]
    broker: redis.Redis
    shared: Child | None = None
    extra: list[Child] = field(default_factory=list)

    @classmethod
    def for_session(cls) -> WorkerPool:
        """Workers on the test database and the broker of this process (`ring_own_broker`)."""
        env = dict(os.environ) | {"DATABASE_URL": test_database_url()}
        broker = _client(os.environ["BROKER_URL"])
        return cls(layout=Layout(Path(os.environ["YIQIAO_STATE_DIR"])), env=env, broker=broker)

    def shared_pid(self) -> int:
        """The pid of the shared worker, which is started at its first use and again after a test has killed it."""
        if self.shared is None or self.shared.ended():
            self.shared = self._launch()
        return self.shared.process.pid

    def start(self) -> int:
        """Start one more worker and wait until it listens; returns its pid."""
        self.extra.append(self._launch())
        return self.extra[-1].process.pid

    def start_host(self, state: Path, *, families: str, groups: int) -> int:
        """Start a worker as on a host of its own: with its own folder, for these groups of families; its pid."""
        env = self.env | {
            "YIQIAO_STATE_DIR": str(state),
            "YIQIAO_CATALOGUE_KEPT_FROM": "1",
            "YIQIAO_FAMILY_GROUPS": str(groups),
            "YIQIAO_FAMILIES": families,
        }
        layout = Layout(state)
        make_folders(layout)
        self.extra.append(self._launch(layout, env))
        return self.extra[-1].process.pid

    def wait_until_idle(self) -> None:
        """Wait until nothing is queued or in work. Raises AssertionError when that takes longer than 30 s."""
        deadline = time.monotonic() + _DRAIN_S
        queues = [queue.name for queue in celery_app.conf.task_queues]
        while any(self.broker.llen(name) for name in queues) or self.broker.hlen("unacked"):
            assert time.monotonic() < deadline, "the worker still had work 30 s after the test"
            time.sleep(0.05)

    def stop_extra(self) -> None:
        """Stop the extra workers and forget what they left in the broker."""
        if not self.extra:
            return
        while self.extra:
            self.extra.pop().stop()
        self.broker.flushdb()

    def stop_all(self) -> None:
        """Stop every worker of the session."""
        self.stop_extra()
        if self.shared is not None:
            self.shared.stop()

    def _launch(self, layout: Layout | None = None, env: dict[str, str] | None = None) -> Child:
        warm_up(default_units())  # kept on disk: in a fresh checkout a worker would compile while a test waits for it
        name = f"test-{os.getpid()}-{time.monotonic_ns()}@localhost"
        child = site.start_worker(layout or self.layout, env=env or self.env, options=("--hostname", name))
        deadline = time.monotonic() + _START_S
        while not celery_app.control.ping(destination=[name], timeout=0.3):
            assert not child.ended(), f"the worker {child.how_it_ended()}:\n{child.last_lines(40)}"
            assert time.monotonic() < deadline, f"the worker did not come up:\n{child.last_lines(40)}"
        return child


def ring_own_broker() -> None:
    """Give this process, one of xdist's perhaps, a broker number of its own: for its tests and the workers it starts.

    To be called before anything connects: Celery keeps its connections, and with them the number that they began with.
    """
    if "BROKER_URL" not in os.environ:
        return  # not started by run.py: what needs no broker runs all the same
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    os.environ["BROKER_URL"] = _with_number(os.environ["BROKER_URL"], number)
    celery_app.conf.update(broker_url=os.environ["BROKER_URL"])


def test_database_url() -> str:
    """DATABASE_URL with the name of the database that pytest-django has made."""
    address = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(address._replace(path=f"/{connection.settings_dict['NAME']}"))


def _with_number(broker_url: str, number: int) -> str:
    """The same broker, database `number`: a query for sockets, the path otherwise. A number it has is replaced."""
    address = urlsplit(broker_url)
    if address.scheme == "redis+socket":
        return f"{broker_url.partition('?')[0]}?virtual_host={number}"
    return urlunsplit(address._replace(path=f"/{number}"))


def _client(broker_url: str) -> redis.Redis:
    address = urlsplit(broker_url)
    if address.scheme == "redis+socket":
        return redis.Redis(unix_socket_path=address.path, db=int(address.query.removeprefix("virtual_host=")))
    return redis.Redis.from_url(broker_url)
