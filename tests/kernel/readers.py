"""Readers that misbehave, called by name in the limited child."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from kernel.sandbox_child import Unreadable


def echo(payload: bytes) -> object:
    return {"text": payload.decode()}


def refuse(payload: bytes) -> object:
    raise Unreadable("第 3 行的表头缺少“参数名称”，请补上。")


def fail(payload: bytes) -> object:
    raise KeyError("word/document.xml")


def spin(payload: bytes) -> object:
    while True:
        pass


def sleep(payload: bytes) -> object:
    time.sleep(60)
    return None


def swallow_memory(payload: bytes) -> object:
    return len(bytearray(4 * 1024**3))


def answer_at_length(payload: bytes) -> object:
    return "x" * (40 * 1024 * 1024)


def print_much(payload: bytes) -> object:
    print("not part of the answer")  # noqa: T201
    return "clean"


def write_file(payload: bytes) -> object:
    Path(payload.decode()).write_bytes(b"left behind")
    return None


def start_process(payload: bytes) -> object:
    return subprocess.run(["/bin/true"], check=False).returncode


def describe_surroundings(payload: bytes) -> object:
    return {
        "environment": sorted(os.environ),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "django": any(name.startswith("django.") for name in sys.modules),
        "processes": resource.getrlimit(resource.RLIMIT_NPROC)[0],
    }


def kill_self(payload: bytes) -> object:
    os.kill(os.getpid(), 9)
    return None
