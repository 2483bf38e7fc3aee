"""How far a long piece of work is, told beside the ledger."""

from __future__ import annotations

from pathlib import Path
from time import monotonic, sleep

import pytest

from service.jobs import stage
from service.jobs.stage import Stage, stage_of, telling


def test_a_step_is_read_while_it_lasts_and_nothing_is_left_of_it(data_dir: Path) -> None:
    assert stage_of("cmp_1") is None
    with telling("cmp_1", 3) as begin:
        assert stage_of("cmp_1") is None
        begin("reading")
        assert stage_of("cmp_1") == Stage("reading", 0, 3)
        begin("choosing")
        assert stage_of("cmp_1") == Stage("choosing", 1, 3)
        assert stage_of("cmp_2") is None
    assert stage_of("cmp_1") is None
    assert list((data_dir / "stages").iterdir()) == []


def test_a_long_step_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "AGAIN_SECONDS", 0.02)
    parts = iter(range(1000))
    with telling("cmp_1", 1, lambda: f"{next(parts)} parts") as begin:
        begin("compiling")
        deadline = monotonic() + 5
        while (now := stage_of("cmp_1")) is None or now.detail in {"", "0 parts", "1 parts"}:
            assert monotonic() < deadline
            sleep(0.01)
    assert now.sentence.startswith("0 of 1 steps done, 1 left: compiling (")


def test_without_room_or_right_to_write_the_work_goes_on(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "stages").write_text("a file where the folder should be")
    with telling("cmp_1", 1) as begin:
        begin("reading")
        assert stage_of("cmp_1") is None


@pytest.mark.parametrize("subject", ["", "../secret", "a/b", "a.b"])
def test_an_id_cannot_lead_out_of_the_folder(subject: str) -> None:
    with pytest.raises(ValueError, match="letters, digits"), telling(subject, 1):
        pass


def test_what_was_cut_short_is_read_as_nothing(data_dir: Path) -> None:
    (data_dir / "stages").mkdir(parents=True)
    (data_dir / "stages" / "cmp_1.json").write_text('{"what": "rea')
    assert stage_of("cmp_1") is None
