"""`python3 run.py` as a newcomer types it: the site answers, the main job was done, and everything stops together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator

import pytest

from tests.run.conftest import Checkout, make_checkout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checkout]:
    """One checkout for this file: its first start makes the sample world, the later ones find it."""
    made = make_checkout(tmp_path_factory.mktemp("site") / "我的 项目 copy")
    yield made
    made.end_all()


def read_until_ready(process: subprocess.Popen[str]) -> str:
    """What it prints up to the line with the seconds. Raises AssertionError with all of it when that never comes."""
    shown: str = ""
    assert process.stdout is not None
    for line in process.stdout:
        shown += line
        if "ready in" in line:
            return shown
    raise AssertionError(f"it ended with code {process.wait()}:\n{shown}")


def address_in(shown: str) -> str:
    found = re.search(r"(http://127\.0\.0\.1:\d+)  ·  ready in", shown)
    assert found, shown
    return found.group(1)


def test_it_serves_does_the_main_job_and_stops_on_ctrl_c(checkout: Checkout) -> None:
    process = checkout.start()
    shown = read_until_ready(process)
    address = address_in(shown)

    for page in ("/", "/static/css/base.css"):
        assert urllib.request.urlopen(address + page, timeout=10).status == 200  # noqa: S310
    for word in ("正", "负", "未响应", "需人工", "@"):  # the counts of the first products, then the sign-ins
        assert word in shown, shown
    result_page = re.findall(rf"{re.escape(address)}/\S+", shown)
    assert result_page, shown

    code, answer = checkout.run()
    assert (code, address in answer) == (1, True), answer

    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 130
    checkout.wait_until_empty()


def test_when_one_program_is_killed_all_stop_and_it_says_which(checkout: Checkout) -> None:
    process = checkout.start()
    read_until_ready(process)

    os.kill(checkout.pid_of("celery -A config worker"), signal.SIGKILL)

    assert process.wait(timeout=30) == 1
    assert "worker was killed by SIGKILL" in (process.stdout.read() if process.stdout else "")
    checkout.wait_until_empty()


def test_killed_itself_it_leaves_no_program_and_starts_again(checkout: Checkout) -> None:
    process = checkout.start()
    read_until_ready(process)

    process.kill()

    checkout.wait_until_empty()
    again = checkout.start()
    assert address_in(read_until_ready(again))
    again.send_signal(signal.SIGTERM)
    assert again.wait(timeout=30) == 128 + signal.SIGTERM
