#!/usr/bin/env python3
"""Everything by one command, with nothing but Python 3.11.

    python3 run.py                   the whole site: database, broker, web, worker, beat, sample world, one match
    python3 run.py test [ARGS…]      the test suite on services of its own; ARGS go to pytest
    python3 run.py manage ARGS…      a management command, with the services up (started for it if they are not)

    --port N     first port to try for the web server (8000)

Files it makes lie in .venv and .run. How it works: platform/launch (docs/decisions/0001).
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "platform"))

from launch import browser, environment, services, site
from launch.layout import (
    CHECKOUT,
    DEVELOPMENT,
    Layout,
    Refused,
    make_folders,
    read_running,
)
from launch.processes import Child, run_in_foreground
from launch.say import say, use_safe_output

# What a site is filled with at each start; every one of them may be repeated at will.
STEPS = ("migrate", "load_taxonomy", "compile_kernels", "load_sample_world", "demonstrate")
MANAGE = (environment.PYTHON, CHECKOUT / "manage.py")


class Interrupted(BaseException):
    """SIGTERM, SIGHUP or Ctrl-C: leave every block in order and end."""


def run_site(port: int) -> int:
    """Start everything, do the main job once before the person's eyes, and serve until Ctrl-C."""
    began = time.monotonic()
    make_folders(DEVELOPMENT)
    with services.hold(DEVELOPMENT) as first:
        if not first:
            return _say_who_runs()
        environment.prepare("runtime")
        say("Starting PostgreSQL and Valkey")
        with services.started(DEVELOPMENT, "run.py") as running:
            listener = site.free_listener(port)
            env = running.environment() | {"YIQIAO_SITE_URL": site.url_of(listener)}
            with _site_over_fresh_data(running, listener=listener, env=env) as children:
                took = time.monotonic() - began
                say(f"{running.running.site_url}  ·  ready in {took:.1f} s  ·  Ctrl-C stops everything")
                _serve([*running.children, *children])
    return 0


@contextlib.contextmanager
def _site_over_fresh_data(
    running: services.Services, *, listener: socket.socket, env: dict[str, str]
) -> Iterator[list[Child]]:
    """Bring the schema up to date, start the programs over it, load the sample world and do the main job once."""
    url = env["YIQIAO_SITE_URL"]
    with contextlib.ExitStack() as stack:
        say("Migrating the database")
        for step in site.prepare(STEPS, env=env):
            if step == "migrate":
                say("Starting web, worker and beat, loading the sample world")
                children = stack.enter_context(site.started(DEVELOPMENT, env=env, listener=listener))
                running.announce(url)
            elif step == "load_sample_world":  # the first page is made while the worker does the main job
                _look_at_home_page(url, web=children[-1])
        yield children


def _look_at_home_page(url: str, *, web: Child) -> None:
    status = site.wait_for_first_page(url, web=web)
    if status >= 500:
        say(f"Careful: the home page answers {status}, see {web.log}")


def _serve(children: Sequence[Child]) -> None:
    try:
        site.watch(children)
    except Interrupted:
        say("Stopping; a task in work gets ten seconds to finish")
        raise


def run_tests(arguments: Sequence[str]) -> int:
    """Run pytest against a PostgreSQL, a broker and a chromium of its own; several runs at once do not meet."""
    make_folders(DEVELOPMENT)
    environment.prepare("development")
    with _free_test_layout() as layout, services.started(layout, "run.py test") as running:
        env = running.environment(settings="config.settings.test") | browser.environment()
        return run_in_foreground([environment.PYTHON, "-m", "pytest", *arguments], env=env, cwd=CHECKOUT)


def run_manage(arguments: Sequence[str]) -> int:
    """Run a management command on the services that run in this checkout, or on ones started for it."""
    make_folders(DEVELOPMENT)
    with services.hold(DEVELOPMENT) as first:
        if not first:
            with services.borrowed(DEVELOPMENT) as found:
                env = services.environment(DEVELOPMENT, found, settings="config.settings.dev")
                return run_in_foreground([*MANAGE, *arguments], env=env, cwd=Path.cwd())
        environment.prepare("runtime")
        with services.started(DEVELOPMENT, "run.py manage") as running:
            return run_in_foreground([*MANAGE, *arguments], env=running.environment(), cwd=Path.cwd())


@contextlib.contextmanager
def _free_test_layout() -> Iterator[Layout]:
    """The first of .run/test, .run/test-2, … that no other test run uses."""
    for number in range(1, 100):
        layout = Layout(state=DEVELOPMENT.state / ("test" if number == 1 else f"test-{number}"))
        make_folders(layout)
        with services.hold(layout) as free:
            if free:
                yield layout
                return
    raise Refused("A hundred test runs are going on in this checkout already.")


def _say_who_runs() -> int:
    running = read_running(DEVELOPMENT)
    if running and running.site_url:
        say(f"Already running in this folder: {running.site_url}  (process {running.pid}; stop it with Ctrl-C there)")
    else:
        who = f"{running.command}, process {running.pid}" if running else "a start that is not finished"
        say(f"This folder is in use by {who}. Try again when it has ended, or look there for the address.")
    return 1


def _raise_on_signals() -> None:
    def interrupt(number: int, _frame: object) -> None:
        raise Interrupted(number)

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup has asked for it to be ignored
        signal.signal(signal.SIGHUP, interrupt)


def _command(arguments: Sequence[str]) -> Callable[[], int] | None:
    """What the command line asks for; None when it cannot be understood."""
    first, rest = (arguments[0], arguments[1:]) if arguments else ("--port", ["8000"])
    if first == "--port" and len(rest) == 1 and rest[0].isascii() and rest[0].isdigit():
        return lambda: run_site(int(rest[0]))
    if first == "test":
        return lambda: run_tests(rest)
    if first == "manage":
        return lambda: run_manage(rest)
    return None


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit code (130 after Ctrl-C, 143 after SIGTERM)."""
    use_safe_output()
    command = _command(arguments)
    if command is None:
        print(__doc__)
        return 0 if arguments[0] in ("-h", "--help", "help") else 2
    _raise_on_signals()
    try:
        return command()
    except Refused as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    except Interrupted as interruption:
        say("Stopped.")
        return 128 + int(interruption.args[0])
    except BrokenPipeError:  # the reader of our output has gone, as in `run.py | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
