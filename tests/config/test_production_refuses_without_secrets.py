"""Production starts only with its secrets, and says which one is missing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from launch.layout import CHECKOUT

COMPLETE = {
    "SECRET_KEY": "s" * 50,
    "ALLOWED_HOSTS": "yiqiao.example",
    "DATABASE_URL": "postgres://yiqiao:secret@127.0.0.1/yiqiao",
    "BROKER_URL": "redis://127.0.0.1/0",
}


def load_production(settings: dict[str, str]) -> tuple[int, str]:
    """Import the production settings in a process whose environment holds only `settings`."""
    command = [sys.executable, "-c", "import config.settings.prod"]
    env = {"PATH": os.environ["PATH"]} | settings
    done = subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_it_starts_with_all_of_them() -> None:
    code, complaint = load_production(COMPLETE)

    assert code == 0, complaint


@pytest.mark.parametrize("name", COMPLETE)
def test_it_refuses_without(name: str) -> None:
    code, complaint = load_production({key: value for key, value in COMPLETE.items() if key != name})

    assert code != 0
    assert name in complaint


def test_it_refuses_a_short_secret_key() -> None:
    code, complaint = load_production(COMPLETE | {"SECRET_KEY": "short"})

    assert code != 0
    assert "50 characters" in complaint
