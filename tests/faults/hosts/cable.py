"""A host's line to a server that it needs. Cut, it carries nothing either way and nobody is told: what is sent is neither refused
nor answered, as where a switch has lost its power."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Target = Path | tuple[str, int]
"""Where a server listens: its socket's path, or its address and port."""
_CHUNK = 65_536


class Cable:
    """From a port of its own on this machine to one server. Made by `laid`."""

    def __init__(self, target: Target) -> None:
        self.port = 0
        self.most = 0
        """Connections that were open at once, at most."""
        self._target = target
        self._open: set[asyncio.StreamWriter] = set()
        self._calls = 0
        self._laid = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._live()), daemon=True)

    def start(self) -> None:
        self._thread.start()
        if not self._laid.wait(10):
            raise RuntimeError("The cable could not be laid.")

    def cut(self) -> None:
        """From now on nothing comes through. Connections stay as they are, and new ones are taken in silence."""
        self._loop.call_soon_threadsafe(self._whole.clear)

    def mend(self) -> None:
        """Whole again. Connections of before are reset: whoever was cut off finds them dead."""
        self._loop.call_soon_threadsafe(self._reset)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    def _reset(self) -> None:
        if not self._whole.is_set():
            for writer in tuple(self._open):
                writer.transport.abort()
        self._whole.set()

    async def _live(self) -> None:
        self._loop, self._whole, self._ended = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        self._whole.set()
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._laid.set()
        await self._ended.wait()
        server.close()
        for writer in tuple(self._open):
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        self._calls += 1
        self.most = max(self.most, self._calls)
        there: asyncio.StreamWriter | None = None
        try:
            await self._whole.wait()
            from_there, there = await self._reach()
            self._open.add(there)
            await asyncio.gather(self._pump(reader, there), self._pump(from_there, writer))
        except OSError:
            pass  # whoever called finds the line closed, as at the server itself
        finally:
            self._calls -= 1
            for end in (writer, there):
                if end is not None:
                    self._open.discard(end)
                    end.transport.abort()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._target, Path):
            return await asyncio.open_unix_connection(str(self._target))
        return await asyncio.open_connection(*self._target)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            await self._whole.wait()
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()


@contextmanager
def laid(target: Target) -> Iterator[Cable]:
    """A whole cable to the server, gone afterwards."""
    cable = Cable(target)
    cable.start()
    try:
        yield cable
    finally:
        cable.stop()
