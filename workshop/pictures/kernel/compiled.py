"""The one decorator of the kernel: compile with numba and keep the machine code on disk."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from numba import config, njit

Function = TypeVar("Function", bound=Callable[..., Any])

_HERE = Path(__file__).parent


def _sources_digest() -> str:
    digest = hashlib.blake2b(digest_size=6)
    for source in sorted(_HERE.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


# Numba looks only at a function's own file when it decides whether a cached compilation is still good, but the kernel's
# functions inline each other across files. So the cache folder is named after the whole kernel's source.
_CACHE = str(_HERE / "__pycache__" / f"compiled-{_sources_digest()}")


def compiled(function: Function) -> Function:
    """Compile a function of the kernel; errors of the first call are numba's own."""
    return _compile(function, inline=False)


def inlined(function: Function) -> Function:
    """Compile a function of the kernel into each of its callers: passing the many tables would cost half again."""
    return _compile(function, inline=True)


def _compile(function: Function, *, inline: bool) -> Function:
    settings: Any = config
    chosen = settings.CACHE_DIR
    settings.CACHE_DIR = chosen or _CACHE
    try:
        decorate: Any = njit(cache=True, fastmath=True, error_model="numpy", forceinline=inline)
        result: Function = decorate(function)
    finally:
        settings.CACHE_DIR = chosen
    return result
