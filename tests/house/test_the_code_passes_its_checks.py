"""The checks of the code itself, at the locked versions and with the settings of pyproject.toml."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launch.layout import CHECKOUT

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str | Path]] = {
    "ruff": [BIN / "ruff", "check", "."],
    "ruff format": [BIN / "ruff", "format", "--check", "."],
    "mypy": [BIN / "mypy"],
    "import-linter": [BIN / "lint-imports", "--no-cache"],
    "djlint": [BIN / "djlint", "--lint", "--quiet", "templates", "platform", "apps"],
}


@pytest.mark.parametrize("name", CHECKS)
def test_check(name: str) -> None:
    done = subprocess.run(CHECKS[name], cwd=CHECKOUT, capture_output=True, text=True, check=False, env=_environment())

    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"


def _environment() -> dict[str, str]:
    """Without the suite's services: these tools read the code, and mypy brings settings of its own."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
