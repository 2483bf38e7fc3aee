"""Drawing in a process of its own that may take so much time and memory and no more, and that may die.

For documents whose size people decide. What it draws from goes in as bytes, what it made comes out as bytes; a refusal comes out as
the same typed error it was in there.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Final

from renderers import errors
from renderers.errors import RenderError, TooLarge
from renderers.runtime.cache import CHECKOUT, cache_folder, keep_in

_MADE: Final = b"+"
_REFUSED: Final = b"-"


@dataclass(frozen=True, slots=True)
class Limits:
    """`cpu_seconds` of work, `wall_seconds` until it is stopped all the same, `memory_mb` of address space."""

    cpu_seconds: int
    wall_seconds: int
    memory_mb: int


def draw_bounded(act: str, given: bytes, limits: Limits) -> bytes:
    """What `act`, a function of bytes named "module:function", makes of `given` in a child.

    Raises TooLarge where it needs more than it may have or dies, and any RenderError it raises itself.
    """
    order = {"act": act, "cache": str(cache_folder("")), "limits": asdict(limits)}
    command = [sys.executable, "-m", __name__, json.dumps(order)]
    try:
        ended = subprocess.run(
            command, input=given, capture_output=True, cwd=CHECKOUT, timeout=limits.wall_seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise TooLarge(f"It took longer than {limits.wall_seconds} seconds to draw.") from None
    kind, body = ended.stdout[:1], ended.stdout[1:]
    if ended.returncode == 0 and kind == _MADE:
        return body
    if ended.returncode == 0 and kind == _REFUSED:
        raise _error(json.loads(body))
    raise TooLarge(
        f"It needed more than {limits.cpu_seconds} seconds of work or {limits.memory_mb} MB of memory to draw."
    )


def _error(told: dict[str, str]) -> RenderError:
    kind: type[RenderError] = getattr(errors, told["kind"])
    return kind(told["sentence"], where=told["where"])


def _main(order: dict[str, object]) -> None:
    """The child: limits first, so that nothing of the work is outside of them."""
    limits = Limits(**order["limits"])  # type: ignore[arg-type]
    keep_in(Path(str(order["cache"])))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "darwin":  # macOS refuses the limit
        size = limits.memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    gc.disable()  # the process ends with its one drawing
    module, _, name = str(order["act"]).partition(":")
    given = sys.stdin.buffer.read()
    try:
        answer = _MADE + getattr(import_module(module), name)(given)
    except RenderError as error:
        told = {"kind": type(error).__name__, "sentence": error.sentence, "where": error.where}
        answer = _REFUSED + json.dumps(told).encode()
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)  # taking a large document apart again would only cost time


if __name__ == "__main__":
    _main(json.loads(sys.argv[1]))
