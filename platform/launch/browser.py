"""Finds the system's chromium for the browser tests. Nothing is downloaded."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO_GET = (
    "No chromium found. On Debian and Ubuntu:  sudo apt-get install chromium fonts-noto-cjk   "
    "(or set CHROMIUM to the path of one)."
)


def find() -> Path | None:
    """The browser's path: CHROMIUM when it is set, else the first on PATH, else one that playwright has installed."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        return Path(chosen) if os.access(chosen, os.X_OK) else None
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    cached = Path.home().glob(".cache/ms-playwright/chromium-*/chrome-linux*/chrome")
    return max(cached, default=None)


def environment() -> dict[str, str]:
    """CHROMIUM for the test run, when there is one."""
    found = find()
    return {"CHROMIUM": str(found)} if found else {}
