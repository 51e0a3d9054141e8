"""Makes what Django stands on: .venv with the hash-locked wheels, and the compiled catalogues of texts.

Does nothing, and needs no network, when they are there.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

from launch.layout import CHECKOUT, DEVELOPMENT, Refused, exclusive
from launch.say import say

VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"runtime": CHECKOUT / "requirements-run.txt", "development": CHECKOUT / "requirements-dev.txt"}
_UV_LOCK = CHECKOUT / "requirements-uv.txt"
_STAMP = VENV / "installed.json"
# Relative, so that the checkout may be moved, and may lie under a path that is not ASCII (docs/decisions/0001).
_SOURCE_ROOTS = "../../../..\n../../../../platform\n"


def prepare(kind: str) -> None:
    """Make everything ready to start Django with the wheels of `kind`. Raises Refused as `ensure`."""
    ensure(kind)
    if not _do(PYTHON, CHECKOUT / "locale" / "compile.py"):
        raise Refused("The texts of locale/*/LC_MESSAGES could not be compiled, see above.")


def ensure(kind: str) -> None:
    """Make sure that .venv holds the lock file of `kind` ("runtime" or "development"; the second holds the first).

    Raises Refused with the way out when Python is too old, python3-venv is missing or the wheels cannot be had.
    """
    _check_python()
    with exclusive(DEVELOPMENT.state / "environment.lock", wait=True):
        if _installed().get(kind) == _digest(kind) and _can_run(PYTHON):
            return
        _make_venv()
        say(f"Installing hash-locked wheels ({LOCKS[kind].name}); the first time takes a minute")
        if not (_install_with_uv(kind) or _install_with_pip(kind)):
            raise Refused(
                "The wheels could not be installed. The first start needs the network (or a package mirror set with "
                "`pip config set global.index-url …`); later starts do not. Nothing is lost: start again."
            )
        _write_stamp(kind)


def _check_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must be told, not fail over some import
        found = ".".join(map(str, sys.version_info[:3]))
        raise Refused(f"Python 3.11 is needed, this is {found}. Start as:  python3.11 run.py")


def _make_venv() -> None:
    """Make .venv, or mend one whose interpreter does not run (a half-made one, another machine's copy)."""
    if not _runs(PYTHON, "-m", "pip", "--version"):
        if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            raise Refused(
                "This Python has no venv/ensurepip module. On Debian and Ubuntu:  "
                f"sudo apt-get install python3-venv   (or python{version}-venv), then start again."
            )
        say("Making the environment .venv")
        interpreter = getattr(sys, "_base_executable", sys.executable)
        made = subprocess.run([interpreter, "-m", "venv", "--clear", VENV], env=_clean_environment(), check=False)
        if made.returncode != 0:
            raise Refused(f"`python -m venv` failed (see above). Delete {VENV} and start again.")
    _write_source_roots()


def _write_source_roots() -> None:
    for packages in VENV.glob("lib/python3.*/site-packages"):
        (packages / "yiqiao.pth").write_text(_SOURCE_ROOTS, encoding="ascii")


def _install_with_uv(kind: str) -> bool:
    """pip puts uv alone into .venv, uv the rest: several times faster than pip for everything."""
    quiet = ("--quiet", "--disable-pip-version-check")
    if not _do(PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "--only-binary", ":all:", "-r", _UV_LOCK):
        return False
    return _do(
        *(PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON),
        *("--require-hashes", "--only-binary", ":all:", "-r", LOCKS[kind]),
    )


def _install_with_pip(kind: str) -> bool:
    say("uv did not get through; trying pip alone (slower)")
    options = ("--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:")
    return _do(PYTHON, "-m", "pip", "install", *options, "-r", LOCKS[kind])


def _do(*command: str | Path) -> bool:
    return subprocess.run([str(part) for part in command], env=_clean_environment(), check=False).returncode == 0


def _runs(*command: str | Path) -> bool:
    try:
        return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _clean_environment() -> dict[str, str]:
    """Our environment without what would point the installers elsewhere; uv learns what pip was told about mirrors."""
    env = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}
    env.setdefault("UV_PYTHON_DOWNLOADS", "never")
    if not os.access(Path.home(), os.W_OK):
        env.setdefault("UV_CACHE_DIR", str(DEVELOPMENT.state / "cache"))
    env.setdefault("UV_SYSTEM_CERTS", "1")  # as browsers and new pips do; a company's own authority stands only there
    told = _pip_settings(env)
    for setting, name in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        if setting in told:
            env.setdefault(name, told[setting])
    return env


def _pip_settings(env: dict[str, str]) -> dict[str, str]:
    """What the person's pip is set to, by files or variables: {"index-url": …, "cert": …}. Empty without a pip."""
    command = [str(PYTHON), "-m", "pip", "config", "list"]
    if not _can_run(PYTHON):
        return {}
    listed = subprocess.run(command, env=env, capture_output=True, text=True, check=False).stdout
    pairs = (line.partition("=") for line in listed.splitlines())
    return {name.rpartition(".")[2]: value.strip("'\"") for name, _, value in pairs}


def _can_run(program: Path) -> bool:
    return os.access(program, os.X_OK)


def _digest(kind: str) -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.sha256(version.encode() + LOCKS[kind].read_bytes()).hexdigest()


def _installed() -> dict[str, str]:
    try:
        stamp: dict[str, str] = json.loads(_STAMP.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return stamp


def _write_stamp(kind: str) -> None:
    stamp = {name: digest for name, digest in _installed().items() if digest == _digest(name)}
    kinds = ("runtime", "development") if kind == "development" else ("runtime",)
    _STAMP.write_text(json.dumps(stamp | {name: _digest(name) for name in kinds}), encoding="ascii")
