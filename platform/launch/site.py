"""Web server, worker and beat of the development site, and the watch over them."""

from __future__ import annotations

import contextlib
import http.client
import signal
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from launch import processes
from launch.environment import PYTHON
from launch.layout import CHECKOUT, Layout, Refused
from launch.processes import Child
from launch.services import stop

_TRIED_PORTS = 100


@contextlib.contextmanager
def started(layout: Layout, *, env: Mapping[str, str], listener: socket.socket) -> Iterator[list[Child]]:
    """Run web, worker and beat for the block; `listener` is the web server's socket, bound already."""
    children = []
    try:
        children.append(start_worker(layout, env=env))
        children.append(_start_beat(layout, env=env))
        children.append(_start_web(layout, env=env, listener=listener))
        yield children
    finally:
        stop(children)


def start_worker(layout: Layout, *, env: Mapping[str, str], options: Sequence[str] = ()) -> Child:
    """Start a Celery worker. Alone on its broker, it need not ask for neighbours (mingle, gossip: a second saved)."""
    alone = ("--concurrency", "2", "--without-gossip", "--without-mingle")
    command = ("celery", "-A", "config", "worker", *alone, "--loglevel", "INFO", *options)
    # When run.py is killed nobody waits for a task in work. Celery's own ways to stop would talk to a broker that is
    # going down too, and can wait for it for ever; its processes end with it (config.worker).
    return _start(layout, "worker", *command, env=env, death_signal=signal.SIGKILL)


def free_listener(first_port: int) -> socket.socket:
    """A listening socket on 127.0.0.1 at `first_port` or the next free port. Raises Refused after 100 busy ones.

    It is handed to the web server open, so that nobody can take the port in between.
    """
    for port in range(first_port, first_port + _TRIED_PORTS):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(256)
        except (OSError, OverflowError):
            listener.close()
            continue
        return listener
    raise Refused(f"No free port from {first_port} on. Give another one:  python3 run.py --port 9000")


def url_of(listener: socket.socket) -> str:
    """The address people type."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def wait_for_first_page(url: str, *, web: Child, seconds: float = 60) -> int:
    """Wait until the web server answers and return the home page's status.

    Raises Refused with the end of the log when it does not answer.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not web.ended():
        if status := _status_of(url):
            return status
        time.sleep(0.1)
    raise Refused(f"The web server does not answer at {url}, see {web.log}:\n{web.last_lines()}")


def prepare(commands: Sequence[str], *, env: Mapping[str, str]) -> Iterator[str]:
    """Run management commands in one process, pass on what they print, and yield each one's name when it is done."""
    for line in processes.lines_of([PYTHON, "-m", "config.prepare", *commands], env=env, cwd=CHECKOUT):
        mark, _, command = line.partition("done: ")
        if command in commands and not mark:
            yield command
        else:
            print(line, flush=True)


def watch(children: Sequence[Child]) -> None:
    """Return only by Refused, when a child has ended by itself. (Ctrl-C and SIGTERM raise out of here.)"""
    while True:
        for child in children:
            if child.ended():
                raise Refused(f"{child.name} {child.how_it_ended()}, see {child.log}:\n{child.last_lines()}")
        time.sleep(0.3)


def _start_beat(layout: Layout, *, env: Mapping[str, str]) -> Child:
    schedule = layout.state / "beat-schedule"
    for leftover in layout.state.glob(f"{schedule.name}*"):  # all entries are intervals: nothing to remember
        leftover.unlink()
    where = ("--schedule", schedule, "--pidfile=")
    return _start(layout, "beat", "celery", "-A", "config", "beat", *where, "--loglevel", "INFO", env=env)


def _start_web(layout: Layout, *, env: Mapping[str, str], listener: socket.socket) -> Child:
    with listener:
        inherited = listener.fileno()
        # The control socket would lie in the home folder, one for all checkouts.
        shape = (
            "--workers",
            "2",
            "--no-control-socket",
            "--graceful-timeout",
            "5",
            "--access-logfile",
            "-",
            "--preload",
        )
        bind = ("--bind", f"fd://{inherited}")
        return _start(layout, "web", "gunicorn", "config.wsgi", *bind, *shape, env=env, pass_fds=(inherited,))


def _start(
    layout: Layout,
    name: str,
    module: str,
    *arguments: str | Path,
    env: Mapping[str, str],
    death_signal: int = signal.SIGTERM,
    pass_fds: Sequence[int] = (),
) -> Child:
    return processes.start(
        name,
        [PYTHON, "-m", module, *arguments],
        log=layout.logs / f"{name}.log",
        env=env,
        cwd=CHECKOUT,
        death_signal=death_signal,
        pass_fds=pass_fds,
    )


def _status_of(url: str) -> int:
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    try:
        connection.request("GET", "/", headers={"Connection": "close"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
