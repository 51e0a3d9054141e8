"""One decorator for all compiled functions.

Compiled code runs without the interpreter's lock and is cached on disk, below NUMBA_CACHE_DIR or beside the sources.
Numba looks only at the file of the function itself when it decides whether a cached kernel is still good; ours are
made of several files and of the order of enumerations. So the folder's name holds a digest of all of them.
Nothing is parallel inside: parallelism is processes and threads of our own. No kernel may run before a worker forks.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

import numba

from apps.taxonomy import language

Parameters = ParamSpec("Parameters")
Returned = TypeVar("Returned")

_ENGINE = Path(__file__).parent
_LANGUAGE = Path(language.__file__ or "").parent
# Every file whose code or constants are frozen into a kernel (a test holds the list complete).
SOURCES = (
    *(_ENGINE / name for name in ("compiled.py", "joining.py", "kernels.py", "layout.py", "rules.py")),
    *(_ENGINE / name for name in ("picking.py", "relating.py", "reversing.py", "scoring.py")),
    *(_ENGINE / name for name in ("sweeping.py", "tallying.py")),
    *(_LANGUAGE / name for name in ("canonical.py", "types.py", "verdict.py")),
)


def _use_own_cache_folder() -> bool:
    """Point numba at the folder of these sources; False when no folder can be written (then nothing is cached)."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in SOURCES)).hexdigest()[:16]
    folder = Path(os.environ.get("NUMBA_CACHE_DIR") or _ENGINE / "__pycache__") / f"kernels-{digest}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    vars(numba.config)["CACHE_DIR"] = str(folder)
    return os.access(folder, os.W_OK)


_IS_CACHED = _use_own_cache_folder()


def compiled(function: Callable[Parameters, Returned]) -> Callable[Parameters, Returned]:
    """Compile a function of numbers and arrays at its first call; other compiled functions may call it."""
    return cast(Callable[Parameters, Returned], numba.njit(cache=_IS_CACHED, nogil=True)(function))
