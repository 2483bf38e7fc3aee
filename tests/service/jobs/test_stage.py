"""How far a long piece of work is, told beside the ledger."""

from __future__ import annotations

import subprocess
from time import monotonic, sleep

import pytest

from service.jobs import stage
from service.jobs.doorbell import quick_client
from service.jobs.stage import Stage, stage_of, telling


def test_a_step_is_read_while_it_lasts_and_nothing_is_left_of_it(broker: subprocess.Popen[bytes]) -> None:
    assert stage_of("cmp_1") is None
    with telling("cmp_1", 3) as begin:
        assert stage_of("cmp_1") is None
        begin("reading")
        assert stage_of("cmp_1") == Stage("reading", 0, 3)
        begin("choosing")
        assert stage_of("cmp_1") == Stage("choosing", 1, 3)
        assert stage_of("cmp_2") is None
    assert stage_of("cmp_1") is None
    with quick_client() as client:
        assert client.keys("handpicked:stage:*") == []


def test_what_was_told_by_somebody_who_was_killed_is_soon_forgotten(broker: subprocess.Popen[bytes]) -> None:
    with telling("cmp_1", 1) as begin:
        begin("reading")
        with quick_client() as client:
            assert 0 < client.ttl("handpicked:stage:cmp_1") <= stage.FORGOTTEN_SECONDS


def test_a_long_step_says_how_far_it_is(broker: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "AGAIN_SECONDS", 0.02)
    parts = iter(range(1000))
    with telling("cmp_1", 1, lambda: f"{next(parts)} parts") as begin:
        begin("compiling")
        deadline = monotonic() + 5
        while (now := stage_of("cmp_1")) is None or now.detail in {"", "0 parts", "1 parts"}:
            assert monotonic() < deadline
            sleep(0.01)
    assert now.sentence.startswith("0 of 1 steps done, 1 left: compiling (")


def test_without_a_broker_the_work_goes_on(data_dir: object) -> None:
    with telling("cmp_1", 1) as begin:
        begin("reading")
        assert stage_of("cmp_1") is None


@pytest.mark.parametrize("subject", ["", "../secret", "a/b", "a.b"])
def test_an_id_cannot_name_anything_else_of_the_brokers(subject: str) -> None:
    with pytest.raises(ValueError, match="letters, digits"), telling(subject, 1):
        pass


def test_what_cannot_be_read_is_nothing(broker: subprocess.Popen[bytes]) -> None:
    with quick_client() as client:
        client.set("handpicked:stage:cmp_1", b'{"what": "rea')
    assert stage_of("cmp_1") is None
