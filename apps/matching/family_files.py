"""Families as folders of files that all processes of a machine map: who writes, where the last good one is, how far.

A list names the folder of each family. Folder and list appear whole or not at all, the list after the folder, so that a
crash at any point leaves the last good state. One process at a time makes a family anew; others wait and open it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

logger = logging.getLogger(__name__)

FORM = 1
_YOUNG_S = 3600
_LIST, _LOCK, _PROGRESS = "families.json", "lock", "progress.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a family lies, and what its content holds for: the database, the day, and the digest of what it was made
    from besides products (`basis`). `codes` are the parameters that its products answer.
    """

    folder: str
    database: str
    day: str
    basis: str
    codes: tuple[str, ...]


def root() -> Path:
    """Where everything lies."""
    return Path(settings.STATE_DIR) / "catalogue"


def entry_of(family: str) -> Entry | None:
    """The family's place in the list; None where there is none."""
    told = _read(_LIST).get("families", {}).get(family)
    return None if told is None else Entry(**(told | {"codes": tuple(told["codes"])}))


def new_folder(family: str) -> Path:
    """A folder for a family that is not there yet."""
    return root() / f"{_short(family)}-{uuid4().hex[:12]}"


def list_entry(family: str, entry: Entry) -> None:
    """Put a family on the list; the folder that stood there before goes, and whoever has it mapped keeps it."""
    with _alone(_LOCK):
        told = _read(_LIST)
        families = told.get("families", {}) if told.get("form") == FORM else {}
        before = families.get(family)
        families[family] = asdict(entry)
        _write(_LIST, {"form": FORM, "families": families})
    if before is not None and before["folder"] != entry.folder:
        shutil.rmtree(root() / before["folder"], ignore_errors=True)


def clear_away() -> None:
    """Remove folders that no list names: of a crash, or of families that are gone. Young ones may be on their way."""
    named = {each["folder"] for each in _read(_LIST).get("families", {}).values()}
    for folder in root().iterdir() if root().is_dir() else ():
        if folder.is_dir() and folder.name not in named and time.time() - folder.stat().st_mtime > _YOUNG_S:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def making(family: str) -> Iterator[bool]:
    """One process at a time makes a family; False where no file can be written: then each makes it for itself."""
    try:
        root().mkdir(parents=True, exist_ok=True)
        lock = _alone(f"{_short(family)}.lock")
        lock.__enter__()
    except OSError:
        logger.exception("no file can be written in %s; every process reads the catalogue for itself", root())
        yield False
        return
    try:
        yield True
    finally:
        lock.__exit__(None, None, None)


def note_progress(progress: Mapping[str, Any]) -> None:
    """Say how far a rebuild is."""
    root().mkdir(parents=True, exist_ok=True)
    _write(_PROGRESS, progress)


def read_progress() -> Mapping[str, Any]:
    """How far the last rebuild got; empty where there was none."""
    return _read(_PROGRESS)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    with (root() / name).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _short(family: str) -> str:
    return hashlib.sha256(family.encode()).hexdigest()[:12]


def _read(name: str) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        told = json.loads((root() / name).read_text(encoding="utf-8"))
        return told if isinstance(told, dict) else {}
    return {}


def _write(name: str, content: Mapping[str, Any]) -> None:
    """Written beside, then put in place: a reader sees the old or the new one, never half of it."""
    handle, beside = tempfile.mkstemp(prefix=f"{name}.", dir=root())
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(content, ensure_ascii=False))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, root() / name)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
