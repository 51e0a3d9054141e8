"""Every refusal of run.py names the way out, and nothing is left half-done."""

from __future__ import annotations

import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from launch import browser, environment, layout, site
from launch.layout import CHECKOUT, Layout
from tests.run.conftest import Checkout

WITHOUT_ENSUREPIP = """
import runpy, sys
sys.modules["ensurepip"] = None
sys.argv = ["run.py"]
runpy.run_path("run.py", run_name="__main__")
"""


def test_a_second_start_in_the_folder_names_the_one_that_runs(checkout: Checkout) -> None:
    first = checkout.start("manage", "shell", "--no-imports", "-c", "import time; time.sleep(60)")
    checkout.wait_for_services()

    code, output = checkout.run()

    assert code == 1
    assert f"process {first.pid}" in output


def test_a_busy_port_moves_on_to_the_next() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        taken = busy.getsockname()[1]
        with site.free_listener(taken) as listener:
            assert listener.getsockname()[1] > taken


def test_missing_venv_module_names_the_package(checkout: Checkout) -> None:
    (checkout.root / ".venv").unlink()
    command = [sys.executable, "-c", WITHOUT_ENSUREPIP]

    done = subprocess.run(command, cwd=checkout.root, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert not (checkout.root / ".venv").exists()


def test_words_it_does_not_know_print_the_usage(checkout: Checkout) -> None:
    code, output = checkout.run("fly")

    assert code == 2
    assert "python3 run.py test" in output


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    place = Layout(tmp_path)

    first, again = layout.secret_key(place), layout.secret_key(place)

    assert first == again
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_chosen_browser_that_is_missing_is_not_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    assert browser.find() is None


def test_the_platform_folder_is_no_package() -> None:
    """A package of that name would shadow the standard library's module."""
    assert (CHECKOUT / "platform").is_dir()
    assert not (CHECKOUT / "platform" / "__init__.py").exists()


def test_the_environment_is_found_complete_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The suite runs in it, so a second start has nothing to install: no installer may be found on the way."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("UV_OFFLINE", "1")

    before = (CHECKOUT / ".venv" / "installed.json").read_bytes()
    environment.ensure("development")

    assert (CHECKOUT / ".venv" / "installed.json").read_bytes() == before


@pytest.mark.parametrize("kind", ["", "-run", "-dev", "-uv"])
def test_lock_files_hold_hashes_and_no_address(kind: str) -> None:
    text = (CHECKOUT / f"requirements{kind}.txt").read_text()

    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text
