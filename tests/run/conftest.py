"""A second checkout to start, kill and look after. Nothing here touches the checkout the tests run in."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from launch.layout import CHECKOUT, Layout, Running, read_running

_PATIENCE_S = 25.0


@dataclass
class Checkout:
    """A copy of the tracked files with the same .venv (its source roots are relative, so it finds the copy)."""

    root: Path
    interpreter: Path = Path(sys.executable)
    uid: int | None = None  # who starts run.py; None: we ourselves
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def layout(self) -> Layout:
        return Layout(self.root / ".run")

    def start(self, *arguments: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
        """Start run.py in the background, without a terminal."""
        process = subprocess.Popen(
            [self.interpreter, "run.py", *arguments],
            cwd=self.root,
            env=without_services(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=self.uid,
            group=self.uid,
            extra_groups=None if self.uid is None else [],
        )
        self.started.append(process)
        return process

    def run(self, *arguments: str, env: dict[str, str] | None = None) -> tuple[int, str]:
        """Run run.py to its end; returns its exit code and what it printed."""
        process = self.start(*arguments, env=env)
        output, _ = process.communicate(timeout=60)
        return process.returncode, output

    def wait_for_services(self) -> Running:
        """The state file once the services answer."""
        deadline = time.monotonic() + _PATIENCE_S
        while time.monotonic() < deadline:
            if (running := read_running(self.layout)) and running.broker_url:
                return running
            time.sleep(0.05)
        raise AssertionError("the services did not come up")

    def processes(self) -> dict[int, str]:
        """What works inside this checkout: pid → command line. Ended processes nobody has collected are left out."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                inside = Path(os.readlink(folder / "cwd")).is_relative_to(self.root)
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                if inside and command:
                    found[int(folder.name)] = command
        return found

    def pid_of(self, part: str) -> int:
        """The first process of the checkout whose command line contains `part`."""
        return min(pid for pid, command in self.processes().items() if part in command)

    def wait_until_empty(self) -> None:
        """Wait until nothing of this checkout runs. Raises AssertionError naming what is left."""
        deadline = time.monotonic() + _PATIENCE_S
        while left := self.processes():
            assert time.monotonic() < deadline, f"still running: {left}"
            time.sleep(0.05)

    def give_to(self, uid: int) -> None:
        """Let user `uid` own the checkout and start it, with an interpreter that everybody may execute."""
        self.uid = uid
        self.interpreter = _interpreter_for_everyone()
        _link_environment(self.root, interpreter=self.interpreter)
        for path in (self.root, *self.root.rglob("*")):
            os.chown(path, uid, uid, follow_symlinks=False)

    def end_all(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=_PATIENCE_S)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    """A checkout under a path with spaces and Chinese."""
    made = make_checkout(tmp_path / "我的 项目 copy")
    yield made
    made.end_all()


@pytest.fixture
def open_checkout() -> Iterator[Checkout]:
    """One in a folder that everybody may enter.

    pytest's own are for their owner alone, at a depth that differs with xdist, and it closes them again at every start.
    """
    with tempfile.TemporaryDirectory(prefix="yiqiao-checkout-", dir=_folder_for_everyone()) as folder:
        Path(folder).chmod(0o711)
        made = make_checkout(Path(folder) / "我的 项目 copy")
        yield made
        made.end_all()


def _folder_for_everyone() -> Path:
    """The first usual place for temporary files that everybody may reach."""
    candidates = (Path(name).resolve() for name in (tempfile.gettempdir(), "/tmp", "/var/tmp"))  # noqa: S108
    found = next((each for each in candidates if os.access(each, os.W_OK) and _may_everyone_enter(each)), None)
    assert found is not None, "no temporary folder that an ordinary user of this machine may enter"
    return found


def _may_everyone_enter(folder: Path) -> bool:
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


@pytest.fixture
def other_checkout(tmp_path: Path) -> Iterator[Checkout]:
    """A second one beside it."""
    made = make_checkout(tmp_path / "second")
    yield made
    made.end_all()


def make_checkout(root: Path) -> Checkout:
    """Copy what git knows and link the environment."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        source, target = CHECKOUT / name, root / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    (root / ".venv").symlink_to(CHECKOUT / ".venv")
    return Checkout(root)


def _link_environment(root: Path, *, interpreter: Path) -> None:
    """Replace the copy's .venv by one of the same packages with another interpreter of the same version."""
    shared = CHECKOUT / ".venv"
    (root / ".venv").unlink()
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(interpreter)
    (root / ".venv" / "lib").symlink_to(shared / "lib")
    (root / ".venv" / "pyvenv.cfg").write_text(f"home = {interpreter.parent}\n")
    shutil.copyfile(shared / "installed.json", root / ".venv" / "installed.json")


def _interpreter_for_everyone() -> Path:
    """A Python of our version in folders that everybody may enter; the one that runs the tests may lie in /root."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (Path(sys.executable).resolve(), Path("/usr/bin", name), Path("/usr/local/bin", name)):
        if candidate.exists() and _may_everyone_enter(candidate.parent):
            return candidate
    pytest.skip(f"no {name} that an ordinary user of this machine may execute")


def without_services(extra: dict[str, str]) -> dict[str, str]:
    """Our environment without the services of the test run: a second checkout has its own."""
    ours = {"DATABASE_URL", "BROKER_URL", "YIQIAO_STATE_DIR", "SECRET_KEY", "DJANGO_SETTINGS_MODULE", "CHROMIUM"}
    return {name: value for name, value in os.environ.items() if name not in ours} | extra
