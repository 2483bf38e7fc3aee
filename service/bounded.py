"""Reading what strangers send, in a warm process of its own that may take so much time and memory and no more, and that may die.

One child stands behind each process that reads files. It is started once, told what to do by function, and replaced when a file has
cost too much, when it has died, or after some files. It holds no secret: the settings are not handed to it.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import pickle
import resource
import selectors
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from math import ceil
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import IO, Any, Final

from service.errors import HandpickedError

CPU_SECONDS: Final = 3
"""Of work for whatever it is, in whole seconds begun; `allow` gives more where there is more to do."""
WALL_SECONDS: Final = 60
"""Until it is stopped although it has hardly worked: a machine can be busy, and that is no fault of the file."""
MEMORY_MB: Final = 300
"""What the child may hold altogether, its own code with it."""
ANSWER_MB: Final = 64
FILES_EACH: Final = 1_000
_MB: Final = 1024 * 1024
_CHECKOUT: Final = Path(__file__).parents[1]
_SECRETS: Final = "HANDPICKED_"
_HEAD: Final = struct.Struct("!cQ")
_MADE, _REFUSED, _BROKEN, _TOO_MUCH, _PIECE = b"+", b"-", b"!", b">", b"~"


class TooCostly(Exception):
    """The work needs more time or memory than it may have."""


class Unread(Exception):
    """The work failed in a way that nobody foresaw. `kind` and `place` say where, without a value of it."""

    def __init__(self, kind: str, place: str) -> None:
        super().__init__(f"{kind} at {place}")
        self.kind, self.place = kind, place


def read_bounded(act: str, *given: object, **named: object) -> Any:
    """What `act`, a function named "module:function", makes of plain values in the child.

    Raises TooCostly, Unread, and every error of our tree that it raises itself.
    """
    with _lock:
        kind, body = _asked(pickle.dumps((act, given, named)))
    return _made(kind, body)


def stream_bounded(act: str, *given: object, **named: object) -> Iterator[Any]:
    """As `read_bounded` for an act that yields: its pieces, each as soon as it is there. The child waits for whoever reads them.

    Nothing else is read by this process meanwhile. Left before its end, the child goes with it. Raises as `read_bounded`.
    """
    order = pickle.dumps((act, given, named))
    del given, named  # a file is large, and the child has its own
    with _lock:
        kind, body = _asked(order)
        del order
        child = _running[0] if _running else None
        try:
            while kind == _PIECE and child is not None:
                yield pickle.loads(body)  # noqa: S301
                kind, body = _answer_of(child)
                if kind == _TOO_MUCH:
                    _end(child)
        finally:
            if kind == _PIECE and child is not None:
                _end(child)
    _made(kind, body)


def _made(kind: bytes, body: bytes) -> Any:
    if kind == _MADE:
        return pickle.loads(body)  # noqa: S301 (our own child, through a pipe that is ours)
    if kind == _REFUSED:
        raise _error(pickle.loads(body))  # noqa: S301
    if kind == _BROKEN:
        raise Unread(*pickle.loads(body))  # noqa: S301
    raise TooCostly


def allow(seconds: float) -> None:
    """Called by the work: so much more time, now that it is known how much there is to do. Nothing outside of the child."""
    if _is_child:
        _limit_cpu(CPU_SECONDS + seconds)


def allow_memory(megabytes: int) -> None:
    """Called by the work: so much memory altogether, now that it is known how much there is to do. Nothing outside of the child."""
    if _is_child:
        _limit_memory(megabytes)


def child_id() -> int | None:
    """The process id of this process's child, for measuring it; None where none runs."""
    return _running[0].process.pid if _running else None


def warm() -> None:
    """Starts the child before anybody waits for it."""
    with _lock:
        _child()


@dataclass(slots=True)
class _Child:
    process: subprocess.Popen[bytes]
    owner: int
    served: int = 0


_is_child = False
_lock = Lock()
_running: list[_Child] = []


def _asked(order: bytes) -> tuple[bytes, bytes]:
    for attempt in (1, 2):
        child = _child()
        try:
            _write(child.process.stdin, b"?", order)
        except BrokenPipeError:
            _end(child)  # it died while it waited; nothing of this work was begun
            if attempt == 2:
                raise
            continue
        child.served += 1
        kind, body = _answer_of(child)
        if kind == _TOO_MUCH or (child.served >= FILES_EACH and kind != _PIECE):
            _end(child)
        return kind, body
    raise AssertionError("unreachable")


def _child() -> _Child:
    """This process's child; a forked process gets its own."""
    if _running and (_running[0].owner != os.getpid() or _running[0].process.poll() is not None):
        if _running[0].owner == os.getpid():
            _end(_running[0])
        _running.clear()
    if not _running:
        plain = {name: value for name, value in os.environ.items() if not name.startswith(_SECRETS)}
        process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_CHECKOUT,
            env=plain | {"PYTHONPATH": str(_CHECKOUT), "MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"},
        )
        _running.append(_Child(process, os.getpid()))
    return _running[0]


def _answer_of(child: _Child) -> tuple[bytes, bytes]:
    """The child's answer; what it could not give in time or before it died is too much."""
    pipe = child.process.stdout
    if pipe is None:
        raise ValueError("A child without a pipe.")
    until = monotonic() + WALL_SECONDS
    found, wanted = bytearray(), _HEAD.size
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while len(found) < wanted:
            if not selector.select(max(0.0, until - monotonic())):
                return _TOO_MUCH, b""
            piece = os.read(pipe.fileno(), min(1 << 20, wanted - len(found)))
            if not piece:
                return _TOO_MUCH, b""
            found += piece
            if wanted == _HEAD.size and len(found) >= wanted:
                _, length = _HEAD.unpack_from(found)
                if length > ANSWER_MB * _MB:
                    return _TOO_MUCH, b""
                wanted += length
    return bytes(found[:1]), bytes(found[_HEAD.size :])


def _end(child: _Child) -> None:
    child.process.kill()
    for pipe in (child.process.stdin, child.process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    child.process.wait()
    if child in _running:
        _running.remove(child)


@atexit.register
def stop() -> None:
    """Ends this process's child."""
    for child in [child for child in _running if child.owner == os.getpid()]:
        _end(child)


def _error(told: Mapping[str, Any]) -> HandpickedError:
    kind = getattr(import_module(told["module"]), told["kind"])
    error: HandpickedError = kind.__new__(kind)
    Exception.__init__(error, told["values"]["sentence"])
    error.__dict__.update(told["values"])
    return error


def _write(pipe: IO[bytes] | None, kind: bytes, body: bytes) -> None:
    if pipe is None:
        raise ValueError("A child without a pipe.")
    pipe.write(_HEAD.pack(kind, len(body)))
    pipe.write(body)
    pipe.flush()


def _serve() -> None:
    """The child: one order after the other until its owner goes."""
    global _is_child  # noqa: PLW0603 (what this process is)
    _is_child = True
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    source, answers = sys.stdin.buffer, io.BufferedWriter(io.FileIO(os.dup(1), "w"))
    os.dup2(2, 1)  # what a library prints is no answer
    is_warm = False
    while head := source.read(_HEAD.size):
        _, length = _HEAD.unpack(head)
        act, given, named = pickle.loads(source.read(length))  # noqa: S301 (our own parent)
        module, _, name = act.partition(":")
        work = getattr(import_module(module), name)
        _limit()
        for kind, body in _done(work, given, named):
            _write(answers, kind, body)
        del given, named, body
        if kind == _TOO_MUCH:
            os._exit(0)
        if (
            not is_warm
        ):  # the words of all languages are loaded now and stay; nobody has to look through them for garbage
            gc.collect()
            gc.freeze()
            is_warm = True


def _done(
    work: Callable[..., object], given: Sequence[object], named: Mapping[str, object]
) -> Iterator[tuple[bytes, bytes]]:
    """The answer, or where the work yields its pieces and then the end."""
    try:
        made = work(*given, **named)
        if isinstance(made, Iterator):
            for piece in made:
                body = pickle.dumps(piece)
                if len(body) > ANSWER_MB * _MB:
                    yield _TOO_MUCH, b""
                    return
                yield _PIECE, body
            made = None
        body = pickle.dumps(made)
        yield (_MADE, body) if len(body) <= ANSWER_MB * _MB else (_TOO_MUCH, b"")
    except HandpickedError as error:
        told = {"module": type(error).__module__, "kind": type(error).__name__, "values": vars(error)}
        yield _REFUSED, pickle.dumps(told)
    except MemoryError:
        yield _TOO_MUCH, b""
    except Exception as error:
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "unknown"
        yield _BROKEN, pickle.dumps((type(error).__name__, where))


def _limit() -> None:
    """So much for the next order: CPU seconds from now on, and memory."""
    _limit_cpu(CPU_SECONDS)
    _limit_memory(MEMORY_MB)


def _limit_memory(megabytes: int) -> None:
    if sys.platform != "darwin":  # macOS refuses the limit
        # The limit is of addresses; what is mapped and never touched is allowed for.
        room = max(0, megabytes * _MB - _resident()) + _mapped()
        resource.setrlimit(resource.RLIMIT_AS, (room, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _limit_cpu(seconds: float) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(_cpu_seconds() + seconds), hard))


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _mapped() -> int:
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    # Under its own name, so that what it makes can be unpickled on the other side.
    import_module("service.bounded")._serve()
