"""PostgreSQL and Valkey together, and the environment that tells our programs where they are."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from launch import broker, postgres
from launch.layout import (
    Layout,
    Refused,
    Running,
    exclusive,
    read_running,
    secret_key,
    shared,
    write_running,
)
from launch.processes import Child

_SOCKET_PREFIX = "yiqiao-"


@dataclass
class Services:
    """What runs for `layout`, and its children (none for a server of the person's own)."""

    layout: Layout
    running: Running
    children: list[Child] = field(default_factory=list)

    def environment(self, settings: str = "config.settings.dev") -> dict[str, str]:
        """The environment of every program we start."""
        return environment(self.layout, self.running, settings=settings)

    def announce(self, site_url: str) -> None:
        """Let other commands of this checkout know the web server's address."""
        self.running = replace(self.running, site_url=site_url)
        write_running(self.layout, self.running)


def environment(layout: Layout, running: Running, *, settings: str) -> dict[str, str]:
    """Our own environment plus the variables of config.environment (README, "Settings")."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    return inherited | {
        "DATABASE_URL": running.database_url,
        "BROKER_URL": running.broker_url,
        "DJANGO_SETTINGS_MODULE": settings,
        "NUMBA_CACHE_DIR": str(layout.state / "numba"),
        "PYTHONUTF8": "1",
        "SECRET_KEY": secret_key(layout),
        "YIQIAO_SITE_URL": running.site_url,
        "YIQIAO_STATE_DIR": str(layout.state),
    }


@contextlib.contextmanager
def hold(layout: Layout) -> Iterator[bool]:
    """Take the layout for the block; yields False when another process has it."""
    with exclusive(layout.lock, wait=False) as is_ours:
        if is_ours:
            _clear_killed_run(layout)
        yield is_ours


@contextlib.contextmanager
def started(layout: Layout, command: str) -> Iterator[Services]:
    """Start what DATABASE_URL and BROKER_URL do not already give, for the block, which must `hold` the layout."""
    sockets = _make_socket_folder()
    services = Services(layout, Running(pid=os.getpid(), command=command, sockets=str(sockets)))
    write_running(layout, services.running)
    for log in layout.logs.glob("*.log"):
        log.unlink()
    try:
        _start_both(services, sockets)
        write_running(layout, services.running)
        yield services
        with exclusive(_borrowers(layout), wait=True):  # let `run.py manage` of other terminals finish
            pass
    finally:
        stop(services.children)
        layout.running.unlink(missing_ok=True)
        shutil.rmtree(sockets, ignore_errors=True)


def _start_both(services: Services, sockets: Path) -> None:
    database_url, broker_url = os.environ.get("DATABASE_URL", ""), os.environ.get("BROKER_URL", "")
    if not broker_url:
        services.children.append(broker.start(services.layout, sockets=sockets))
        broker_url = broker.address(sockets)
    if not database_url:
        services.children.append(postgres.start(services.layout, sockets=sockets))
        database_url = postgres.address(sockets)
    services.running = replace(services.running, database_url=database_url, broker_url=broker_url)


def stop(children: list[Child]) -> None:
    """Ask all of them to stop, then wait for each; a second Ctrl-C kills what is left."""
    for child in children:
        child.ask_to_stop()
    for child in reversed(children):
        child.finish()


@contextlib.contextmanager
def borrowed(layout: Layout, *, seconds: float = 120) -> Iterator[Running]:
    """The addresses of services that another process of this checkout holds; it waits for us before it stops them.

    Raises Refused when they do not answer within `seconds`.
    """
    deadline = time.monotonic() + seconds
    while not ((running := read_running(layout)) and running.broker_url):
        if time.monotonic() > deadline:
            raise Refused(f"The services of this checkout do not come up; see {layout.logs}.")
        time.sleep(0.1)
    with shared(_borrowers(layout)):
        yield running


def _make_socket_folder() -> Path:
    """A folder only we may enter, with a short name: a unix socket's path has room for 107 bytes."""
    usual = tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix=_SOCKET_PREFIX, dir=usual if len(usual.encode()) < 60 else "/tmp"))  # noqa: S108


def _clear_killed_run(layout: Layout) -> None:
    """Remove what a run that was killed left behind. We hold the lock, so its owner is gone."""
    stale = read_running(layout)
    layout.running.unlink(missing_ok=True)
    if stale and Path(stale.sockets).name.startswith(_SOCKET_PREFIX):
        shutil.rmtree(stale.sockets, ignore_errors=True)


def _borrowers(layout: Layout) -> Path:
    return layout.state / "borrowers"
