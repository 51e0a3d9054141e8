"""What `run.py` starts, it ends: after the command, after a signal, after a kill."""

from __future__ import annotations

import os
import signal

import pytest

from tests.run.conftest import Checkout

# The shell of Django's management commands: it needs the settings, and here the database too.
ASK_DATABASE = (
    "from django.db import connection; cursor = connection.cursor(); "
    "cursor.execute('select current_database()'); print('database', cursor.fetchone()[0])"
)
NOBODY = 65534
WAIT = "import time; print('up', flush=True); time.sleep(60)"


def shell(code: str) -> tuple[str, ...]:
    return ("manage", "shell", "--no-imports", "-c", code)


def test_manage_runs_on_services_started_for_it_and_leaves_nothing(checkout: Checkout) -> None:
    code, output = checkout.run(*shell(ASK_DATABASE))

    assert (code, "database yiqiao" in output) == (0, True), output
    checkout.wait_until_empty()
    assert not checkout.layout.running.exists()


def test_manage_passes_on_the_exit_code(checkout: Checkout) -> None:
    code, output = checkout.run(*shell("raise SystemExit(7)"))

    assert code == 7, output


def test_manage_borrows_services_that_run_and_the_owner_waits_for_it(checkout: Checkout) -> None:
    owner = checkout.start(*shell("import time; time.sleep(3)"))
    checkout.wait_for_services()

    code, output = checkout.run(*shell(f"import time; time.sleep(4); {ASK_DATABASE}"))

    assert (code, "database yiqiao" in output) == (0, True), output
    assert owner.wait(timeout=20) == 0
    checkout.wait_until_empty()


def test_two_checkouts_run_at_once(checkout: Checkout, other_checkout: Checkout) -> None:
    first, second = checkout.start(*shell(WAIT)), other_checkout.start(*shell(WAIT))

    assert checkout.wait_for_services().database_url != other_checkout.wait_for_services().database_url
    for process in (first, second):
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 128 + signal.SIGTERM
    checkout.wait_until_empty()
    other_checkout.wait_until_empty()


def test_a_killed_run_leaves_nothing_and_the_next_start_works(checkout: Checkout) -> None:
    process = checkout.start(*shell(WAIT))
    sockets = checkout.wait_for_services().sockets

    process.kill()

    checkout.wait_until_empty()
    code, output = checkout.run(*shell(ASK_DATABASE))
    assert (code, "database yiqiao" in output) == (0, True), output
    assert not os.path.exists(sockets)


def test_a_run_over_a_killed_database_recovers(checkout: Checkout) -> None:
    process = checkout.start(*shell(WAIT))
    checkout.wait_for_services()

    os.kill(checkout.pid_of("bin/postgres -D"), signal.SIGKILL)
    process.kill()  # and at once: the new server meets the old one's pid file and perhaps its children

    code, output = checkout.run(*shell(ASK_DATABASE))
    assert (code, "database yiqiao" in output) == (0, True), output
    checkout.wait_until_empty()


def test_a_pid_file_that_names_a_stranger_is_no_obstacle(checkout: Checkout) -> None:
    assert checkout.run(*shell(ASK_DATABASE))[0] == 0
    stranger = os.getpid()
    (checkout.layout.database / "postmaster.pid").write_text(f"{stranger}\n{checkout.layout.database}\n")

    code, output = checkout.run(*shell(ASK_DATABASE))

    assert code == 0, output


def test_a_half_made_cluster_is_made_again(checkout: Checkout) -> None:
    draft = checkout.layout.state / "postgres.new"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")

    code, output = checkout.run(*shell(ASK_DATABASE))

    assert (code, draft.exists()) == (0, False), output


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else; the other tests are this case then")
def test_an_ordinary_user_can_run_it(open_checkout: Checkout) -> None:
    open_checkout.give_to(NOBODY)

    code, output = open_checkout.run(*shell(ASK_DATABASE), env={"HOME": str(open_checkout.root)})

    assert (code, "database yiqiao" in output) == (0, True), output
    assert open_checkout.layout.database.stat().st_uid == NOBODY


@pytest.mark.skipif(os.getuid() != 0, reason="it is root who must become somebody else")
def test_root_runs_the_database_as_the_owner_of_the_checkout(open_checkout: Checkout) -> None:
    os.chown(open_checkout.root, NOBODY, NOBODY)

    code, output = open_checkout.run(*shell(ASK_DATABASE))

    assert (code, open_checkout.layout.database.stat().st_uid) == (0, NOBODY), output


def test_it_starts_under_the_c_locale(checkout: Checkout) -> None:
    code, output = checkout.run(*shell(ASK_DATABASE), env={"LC_ALL": "C", "PYTHONUTF8": "0"})

    assert (code, "database yiqiao" in output) == (0, True), output
