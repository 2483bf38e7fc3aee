from __future__ import annotations

import pytest

from service.app.server import growth
from service.app.server.growth import ASKED_EVERY, GROWN_BYTES, WARM_AFTER, Growth, resident_bytes


def test_a_process_ends_once_it_has_grown_since_it_was_warm_and_at_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    held = [100]
    monkeypatch.setattr(growth, "resident_bytes", lambda: held[0])
    monkeypatch.setattr(growth, "randrange", lambda _most: 0)
    found = Growth()

    held[0] = GROWN_BYTES * 3
    assert not found.is_too_much(WARM_AFTER - ASKED_EVERY)  # it fills what it fills once
    held[0] = 100
    assert not found.is_too_much(WARM_AFTER)
    assert not found.is_too_much(WARM_AFTER * 1_000)
    held[0] = 100 + GROWN_BYTES
    assert not found.is_too_much(WARM_AFTER + ASKED_EVERY)
    held[0] += 1
    assert not found.is_too_much(WARM_AFTER + ASKED_EVERY + 1)  # looked at now and then only
    assert found.is_too_much(WARM_AFTER + 2 * ASKED_EVERY)


def test_where_the_system_does_not_tell_it_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "resident_bytes", lambda: None)
    assert not Growth().is_too_much(WARM_AFTER)


def test_this_process_holds_megabytes() -> None:
    held = resident_bytes()
    assert held is None or held > 10 * 1024 * 1024
