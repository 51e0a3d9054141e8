"""Who PostgreSQL runs as: it refuses uid 0, so root has to become somebody else for it.

Root becomes, in this order: the owner of the data folder or of the checkout, if that is not root; an unprivileged
uid inside a user namespace, where the files stay root's; the user nobody, who is given the data folder.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launch.layout import CHECKOUT, Refused

_CLONE_NEWUSER = 0x10000000
_UNPRIVILEGED = 65534  # what root is called inside the namespace; any number but 0 would do


@dataclass(frozen=True)
class Identity:
    """How a child gives up root (`become`, None: it keeps our uid), and the user its files must belong to, if any."""

    become: Callable[[], None] | None = None
    owner: int | None = None

    def own(self, folder: Path) -> None:
        """Give `folder` and what is in it to the owner, if there is one to give it to."""
        if self.owner is None or not folder.exists() or folder.stat().st_uid == self.owner:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.owner, -1, follow_symlinks=False)


def for_folder(data: Path) -> Identity:
    """The identity for a cluster in `data`, which need not exist yet. Raises Refused when root cannot become anyone."""
    if os.getuid() != 0:
        return Identity()
    owner = data.stat().st_uid if data.exists() else CHECKOUT.stat().st_uid
    if owner != 0:
        return _user(owner)
    if _allowed(_enter_user_namespace):
        return Identity(become=_enter_user_namespace)
    nobody = _user(pwd.getpwnam("nobody").pw_uid)
    if nobody.become is None or not _may_enter(nobody.become, data.parent):
        raise Refused(
            "PostgreSQL does not run as root, this system allows no user namespaces, and the user nobody may not enter "
            f"{CHECKOUT}. Start as an ordinary user, or move the checkout to a place that everyone may read."
        )
    return nobody


def _user(uid: int) -> Identity:
    def become() -> None:
        os.setgroups([])
        os.setgid(_main_group(uid))
        os.setuid(uid)

    return Identity(become=become, owner=uid)


def _main_group(uid: int) -> int:
    try:
        return pwd.getpwuid(uid).pw_gid
    except KeyError:
        return _UNPRIVILEGED


def _enter_user_namespace() -> None:
    """Be uid 65534 inside a new user namespace; on the disk we stay root, so no file changes hands."""
    uid, gid = os.geteuid(), os.getegid()
    if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare refused")
    maps = {"setgroups": "deny", "uid_map": f"{_UNPRIVILEGED} {uid} 1", "gid_map": f"{_UNPRIVILEGED} {gid} 1"}
    for name, line in maps.items():  # the kernel takes the group map only after setgroups is denied
        Path("/proc/self", name).write_text(line, encoding="ascii")


def _allowed(become: Callable[[], None]) -> bool:
    try:
        subprocess.run(["true"], preexec_fn=become, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _may_enter(become: Callable[[], None], folder: Path) -> bool:
    try:
        subprocess.run(["test", "-x", folder], preexec_fn=become, cwd="/", check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True
