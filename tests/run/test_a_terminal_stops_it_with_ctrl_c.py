"""Ctrl-C in a terminal goes to every process there; only run.py may act on it, and it stops the rest in order."""

from __future__ import annotations

import os
import pty
import sys
import time

from tests.run.conftest import Checkout, without_services

PATIENCE_S = 25.0


def test_ctrl_c_ends_the_command_and_then_its_services(checkout: Checkout) -> None:
    code = "import time; print('I am up', flush=True); time.sleep(60)"
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(checkout.root)
        command = [sys.executable, "run.py", "manage", "shell", "--no-imports", "-c", code]
        os.execve(command[0], command, without_services({}))  # noqa: S606

    shown = read_until(terminal, b"I am up\r")
    os.write(terminal, b"\x03")
    shown += read_to_end(terminal)

    ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    checkout.wait_until_empty()
    assert ended == 130, shown
    assert "fast shutdown" in (checkout.layout.logs / "postgres.log").read_text()


def read_until(terminal: int, word: bytes) -> bytes:
    """What the terminal shows up to `word`. Raises AssertionError when it does not come."""
    shown, deadline = b"", time.monotonic() + PATIENCE_S
    while word not in shown:
        assert time.monotonic() < deadline, shown
        shown += os.read(terminal, 4096)
    return shown


def read_to_end(terminal: int) -> bytes:
    """The rest; a terminal whose programs have all gone answers with an error instead of an end."""
    shown = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            return shown
        if not part:
            return shown
        shown += part
