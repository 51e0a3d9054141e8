"""Runs a reader of foreign data in a child process of its own: little time, little memory, nothing of ours at hand.

The child is a fresh interpreter that imports no Django, inherits no descriptor, no environment and no secret, can
write no file and start no process, and is killed with its whole group when the wall time is over.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess  # nosec: the command line holds nothing that a user typed
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kernel.errors import DomainError
from kernel.sandbox_child import MISTAKE, REFUSED, RESULT, Limits

LARGEST_ANSWER = 32 * 1024 * 1024
SOURCE_ROOTS = (Path(__file__).resolve().parents[2], Path(__file__).resolve().parents[1])

_TOO_LONG = gettext_noop("读取用时超出限制，已停止。请删去与参数无关的内容后再试。")
_TOO_LARGE = gettext_noop("读取所需内存超出限制，已停止。请删去与参数无关的内容后再试。")
_BROKEN = gettext_noop("内容已损坏或不符合格式，无法读取。请用 Office 或 WPS 打开后另存一份再试。")


class ReadingRefused(DomainError):
    """Foreign data that could not be read within its limits; the message says why, for people."""

    status = 422
    code = "reading_refused"


def run_limited(
    target: str, payload: bytes, *, cpu_seconds: int = 20, memory_mb: int = 512, wall_seconds: float = 30
) -> object:
    """Call `package.module:function` with the payload in a limited child and give what it returns, as JSON gives it.

    The function takes bytes and returns something that JSON can write. It refuses by raising
    `kernel.sandbox_child.Unreadable` with a message for people; any other exception counts as broken data.

    Raises ReadingRefused when the function refuses, fails, answers too much, or goes over a limit. The child is gone
    when this returns. Raises RuntimeError when there is no such function.
    """
    limits = Limits(cpu_seconds=cpu_seconds, memory_bytes=memory_mb * 1024 * 1024, wall_seconds=wall_seconds)
    with tempfile.TemporaryFile() as source:
        source.write(payload)
        source.seek(0)
        child = _start(target, source, limits)
        try:
            answer = _read_answer(child, time.monotonic() + wall_seconds)
        finally:
            _end(child)
    return _result_of(answer, child.returncode)


def _start(target: str, source: IO[bytes], limits: Limits) -> subprocess.Popen[bytes]:
    # -P: the working folder is no place to import from. -B: no bytecode is written.
    command = [sys.executable, "-s", "-P", "-B", "-m", "kernel.sandbox_child", target, limits.as_argument()]
    return subprocess.Popen(  # noqa: S603
        command,
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
        close_fds=True,
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    return {
        "PYTHONPATH": os.pathsep.join(str(root) for root in SOURCE_ROOTS),
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        # A linear algebra library would otherwise reserve memory for a thread per core.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


def _read_answer(child: subprocess.Popen[bytes], deadline: float) -> bytes:
    """Read until the child closes its end. Raises ReadingRefused after the deadline or too many bytes."""
    assert child.stdout is not None  # noqa: S101  it was opened as a pipe
    chunks: list[bytes] = []
    size = 0
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(max(0.0, deadline - time.monotonic())):
                raise ReadingRefused(_(_TOO_LONG), code="reading_timeout")
            chunk = os.read(child.stdout.fileno(), 1 << 16)
            if not chunk:
                return b"".join(chunks)
            chunks.append(chunk)
            size += len(chunk)
            if size > LARGEST_ANSWER:
                raise ReadingRefused(_(_TOO_LARGE), code="reading_too_large")


def _end(child: subprocess.Popen[bytes]) -> None:
    """Let a child that has answered end by itself; kill the group of any other, and wait for it."""
    try:
        child.wait(timeout=0.2)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stdout is not None:
        child.stdout.close()


def _result_of(answer: bytes, return_code: int | None) -> object:
    if return_code in (-signal.SIGXCPU, -signal.SIGALRM):
        raise ReadingRefused(_(_TOO_LONG), code="reading_timeout")
    try:
        document = json.loads(answer)
    except (ValueError, RecursionError):
        # No answer, or half of one: the child was killed by the kernel or ran out of memory.
        message = _TOO_LARGE if return_code == -signal.SIGKILL else _BROKEN
        raise ReadingRefused(_(message)) from None
    if isinstance(document, dict) and RESULT in document:
        return document[RESULT]
    if isinstance(document, dict) and MISTAKE in document:
        raise RuntimeError(f"the reader could not be called: {document[MISTAKE]}")
    raise _refusal_of(document)


def _refusal_of(document: object) -> ReadingRefused:
    refused = document.get(REFUSED) if isinstance(document, dict) else None
    if not isinstance(refused, dict):
        return ReadingRefused(_(_BROKEN))
    if refused.get("memory"):
        return ReadingRefused(_(_TOO_LARGE), code="reading_too_large")
    message, words = str(refused.get("message") or "")[:400], refused.get("words")
    if not message:
        return ReadingRefused(_(_BROKEN))
    return ReadingRefused(_(message) % words if isinstance(words, dict) and words else _(message))
