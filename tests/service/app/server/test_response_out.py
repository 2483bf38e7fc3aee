"""What waits for its reader: in order, whole, and not in memory."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from service.app.server import response_out
from service.app.server.response_out import IN_MEMORY, Outbox


def taken(outbox: Outbox) -> bytes:
    ours, theirs = socket.socketpair()
    heard = bytearray()
    with ours, theirs:
        ours.setblocking(False)
        theirs.setblocking(False)
        while outbox.left:
            outbox.push(ours)
            try:
                while more := theirs.recv(1 << 20):
                    heard += more
            except BlockingIOError:
                continue
    return bytes(heard)


def test_pages_and_pieces_of_files_leave_in_their_order(tmp_path: Path) -> None:
    film = tmp_path / "film"
    film.write_bytes(b"0123456789" * 1000)
    outbox = Outbox()
    outbox.sendall(b"head ")
    with film.open("rb") as file:
        outbox.sendfile(file, offset=5, count=10)
    outbox.sendall(b" foot")
    assert outbox.left == 20
    assert taken(outbox) == b"head 5678901234 foot"


@pytest.mark.parametrize("disk_is_full", [False, True])
def test_a_long_answer_is_whole_whether_there_is_room_on_the_disk_or_not(
    disk_is_full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(**_: object) -> object:
        raise OSError(28, "No space left on device")

    if disk_is_full:
        monkeypatch.setattr(response_out.tempfile, "TemporaryFile", no_room)
    outbox = Outbox()
    written = b""
    for n in range(300):
        piece = bytes([n % 251]) * (8192 if n % 7 else 100)
        outbox.sendall(piece)
        written += piece
    held = sum(len(part) for part in outbox._parts if isinstance(part, bytearray))
    assert (held <= IN_MEMORY) is not disk_is_full
    assert taken(outbox) == written


def test_what_is_not_sent_gives_its_files_back(tmp_path: Path) -> None:
    film = tmp_path / "film"
    film.write_bytes(b"x" * 10)
    outbox = Outbox()
    with film.open("rb") as file:
        outbox.sendfile(file)
    outbox.drop()
    assert (outbox.left, len(outbox._parts)) == (0, 0)
