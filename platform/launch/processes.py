"""Child processes that never outlive run.py, however it ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launch.layout import Refused

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(death_signal: int) -> None:
    """Ask the kernel to send this process `death_signal` when its parent dies. Only Linux can; elsewhere a no-op."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)


@dataclass
class Child:
    """A started process with the signal that ends it in good order."""

    name: str
    process: subprocess.Popen[bytes]
    stop_signal: int
    patience_s: float
    log: Path

    def ended(self) -> bool:
        return self.process.poll() is not None

    def ask_to_stop(self) -> None:
        if not self.ended():
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Ask it to stop and see to it that it does."""
        self.ask_to_stop()
        self.finish()

    def finish(self) -> None:
        """Wait for a child that was asked to stop; after `patience_s` seconds, or when interrupted, end it by force.

        The children it may have left behind (it leads a process group of its own) end with it.
        """
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(self.patience_s)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def last_lines(self, count: int = 15) -> str:
        """The end of its log, for an error message."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in lines[-count:])

    def how_it_ended(self) -> str:
        code = self.process.poll()
        if code is None:
            return "is running"
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    cwd: Path,
    stop_signal: int = signal.SIGTERM,
    death_signal: int = signal.SIGTERM,
    patience_s: float = 10.0,
    become: Callable[[], None] | None = None,
    pass_fds: Sequence[int] = (),
) -> Child:
    """Start a child in a session of its own (Ctrl-C in the terminal reaches only us) that dies with us.

    `become` runs in the child before the program, to give up root. Output goes to the end of `log`.
    Must be called from the main thread: the kernel ties the child's life to the thread that started it.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            pass_fds=tuple(pass_fds),
            preexec_fn=_bound_to(os.getpid(), death_signal, become),
        )
    return Child(name=name, process=process, stop_signal=stop_signal, patience_s=patience_s, log=log)


def run_in_foreground(command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> int:
    """Run a command that owns the terminal, and return its exit code (128 + n when signal n ended it).

    Ctrl-C is the command's own to handle: a shell or pytest decides what it means. SIGTERM is passed on.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        env=dict(env),
        cwd=cwd,
        preexec_fn=_bound_to(os.getpid(), signal.SIGTERM, None),
    )

    def pass_on(number: int, _frame: object) -> None:
        typed = number == signal.SIGINT and _in_terminal_foreground()
        if process.poll() is None and not typed:  # the terminal has given the child its own Ctrl-C already
            process.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return 128 - code if code < 0 else code


def lines_of(command: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path) -> Iterator[str]:
    """Run a command and yield each line it prints, errors among them, when it prints it.

    The command ends with the iteration. Raises Refused when it fails.
    """
    with subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**env, "PYTHONUNBUFFERED": "1"},
        cwd=cwd,
        start_new_session=True,
        preexec_fn=_bound_to(os.getpid(), signal.SIGTERM, None),
    ) as process:
        try:
            for line in process.stdout or ():
                yield line.decode(errors="replace").rstrip("\n")
        except BaseException:
            process.terminate()
            raise
    if process.returncode != 0:
        raise Refused(f"`{' '.join(str(part) for part in command[1:])}` failed with code {process.returncode}.")


def wait_until(ready: Callable[[], bool], *, child: Child, seconds: float) -> bool:
    """Ask `ready` every 20 ms; False as soon as the child has ended or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return True
        if child.ended():
            return False
        time.sleep(0.02)
    return False


def _in_terminal_foreground() -> bool:
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


def _bound_to(parent: int, death_signal: int, become: Callable[[], None] | None) -> Callable[[], None]:
    def prepare() -> None:
        die_with_parent(death_signal)
        if become is not None:
            become()
            die_with_parent(death_signal)  # a change of user clears it
        if os.getppid() != parent:  # the parent died before the request reached the kernel
            os._exit(1)

    return prepare
