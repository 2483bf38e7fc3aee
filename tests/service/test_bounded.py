from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from service import bounded
from service.bounded import TooCostly, Unread, read_bounded
from service.errors import Conflict
from service.sheets.refusals import ListRefused

HERE = __name__


def double(text: str) -> str:
    return text * 2


def refuse(code: str) -> None:
    raise ListRefused(code, "Not this one.")


def conflict() -> None:
    raise Conflict("Somebody was first.", param="file")


def break_down() -> None:
    raise ZeroDivisionError("a value nobody may see")


def work_on() -> None:
    while True:
        pass


def hold(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


def who() -> tuple[int, list[str]]:
    return os.getpid(), [name for name in os.environ if name.startswith("HANDPICKED_")]


def look_at_limits(rows: int) -> int:
    import resource

    bounded.allow(rows * 0.002)
    return resource.getrlimit(resource.RLIMIT_CPU)[0]


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    yield
    assert len(bounded._running) <= 1


def test_one_child_serves_one_after_the_other_and_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_SECRET_KEY", "what a stranger's file must never reach")
    bounded.stop()
    first, secrets = read_bounded(f"{HERE}:who")
    assert read_bounded(f"{HERE}:double", "ab") == "abab"
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda text: read_bounded(f"{HERE}:double", text), "abcd")) == ["aa", "bb", "cc", "dd"]
    assert read_bounded(f"{HERE}:who") == (first, secrets) == (first, [])
    assert first != os.getpid()


def test_a_refusal_comes_out_as_it_was_and_a_breakdown_without_a_value() -> None:
    with pytest.raises(ListRefused) as refused:
        read_bounded(f"{HERE}:refuse", "file_empty")
    assert (refused.value.list_code, refused.value.sentence, refused.value.param) == (
        "file_empty",
        "Not this one.",
        "file",
    )
    with pytest.raises(Conflict) as conflicted:
        read_bounded(f"{HERE}:conflict")
    assert (conflicted.value.sentence, conflicted.value.param) == ("Somebody was first.", "file")
    with pytest.raises(Unread) as unread:
        read_bounded(f"{HERE}:break_down")
    assert unread.value.kind == "ZeroDivisionError"
    assert "a value" not in str(unread.value)


@pytest.mark.slow
def test_what_never_ends_is_ended_and_the_next_is_served() -> None:
    with pytest.raises(TooCostly):
        read_bounded(f"{HERE}:work_on")
    assert read_bounded(f"{HERE}:double", "x") == "xx"


def test_what_holds_too_much_is_ended_and_the_next_is_served() -> None:
    before, _ = read_bounded(f"{HERE}:who")
    with pytest.raises(TooCostly):
        read_bounded(f"{HERE}:hold", 400)
    after, _ = read_bounded(f"{HERE}:who")
    assert after != before
    assert read_bounded(f"{HERE}:hold", 50) == 50 * 1024 * 1024


def test_a_child_that_died_while_it_waited_is_replaced() -> None:
    before, _ = read_bounded(f"{HERE}:who")
    os.kill(before, signal.SIGKILL)
    time.sleep(0.05)
    after, _ = read_bounded(f"{HERE}:who")
    assert after != before


def test_work_that_counts_its_rows_is_given_time_for_them() -> None:
    bounded.stop()
    few, many = read_bounded(f"{HERE}:look_at_limits", 0), read_bounded(f"{HERE}:look_at_limits", 5_000)
    assert bounded.CPU_SECONDS <= few <= bounded.CPU_SECONDS + 2
    assert many - few in {10, 11}
    assert bounded.allow(100) is None
    assert read_bounded(f"{HERE}:look_at_limits", 0) in {few, few + 1}
