"""Where a checkout keeps the files that running it makes, and the lock that keeps two starts apart."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

CHECKOUT = Path(__file__).resolve().parents[2]


class Refused(Exception):
    """run.py cannot go on; the message says why and what to do about it."""


@dataclass(frozen=True)
class Layout:
    """One set of services: its data, logs, lock and state file lie in `state`."""

    state: Path

    @property
    def database(self) -> Path:
        return self.state / "postgres"

    @property
    def logs(self) -> Path:
        return self.state / "log"

    @property
    def lock(self) -> Path:
        return self.state / "lock"

    @property
    def running(self) -> Path:
        """The file that tells other commands of this checkout what runs and where (see Running)."""
        return self.state / "running.json"


DEVELOPMENT = Layout(state=CHECKOUT / ".run")


@dataclass(frozen=True)
class Running:
    """What the holder of the lock says about itself. Addresses are empty until they answer."""

    pid: int
    command: str
    sockets: str = ""
    database_url: str = ""
    broker_url: str = ""
    site_url: str = ""


def write_running(layout: Layout, running: Running) -> None:
    """Replace the state file in one step, so that a reader never sees half of it."""
    draft = layout.running.with_suffix(".new")
    draft.write_text(json.dumps(asdict(running)), encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(layout.running)


def read_running(layout: Layout) -> Running | None:
    """What the state file says, or None. It may be of a process that was killed: only the lock tells who lives."""
    try:
        return Running(**json.loads(layout.running.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def make_folders(layout: Layout) -> None:
    """Make the folders. Raises Refused when they belong to somebody else."""
    try:
        layout.logs.mkdir(parents=True, exist_ok=True)
        layout.lock.touch()
    except PermissionError as error:
        raise Refused(
            f"{error.filename} belongs to another user (was run.py started as root before?). "
            f"Start as that user, or give the folder to yourself:  sudo chown -R $(id -u) '{layout.state}'"
        ) from error


@contextlib.contextmanager
def exclusive(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the lock file `path` while the block runs; yields False when it is taken and `wait` is off.

    The kernel drops the lock with the process, however that ends, so a lock is never stale.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        taken = _take(file, fcntl.LOCK_EX, wait=wait)
        yield taken


@contextlib.contextmanager
def shared(path: Path) -> Iterator[None]:
    """Hold `path` together with other readers; waits while somebody holds it alone."""
    with path.open("a") as file:
        _take(file, fcntl.LOCK_SH, wait=True)
        yield


def _take(file: TextIO, kind: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(file, kind if wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def secret_key(layout: Layout) -> str:
    """The checkout's own SECRET_KEY, made once, readable by its owner alone."""
    path = layout.state / "secret_key"
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text(encoding="ascii")
