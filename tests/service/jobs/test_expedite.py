from __future__ import annotations

from collections.abc import Iterable

import pytest

from service.db.connect import transaction
from service.jobs import doorbell
from service.jobs.act_types import JobKind
from service.jobs.doorbell import Ring
from service.jobs.expedite import expedite
from service.jobs.kinds import UnknownKind, register
from tests.service.jobs.ledger import AT, ask, job, later, taken

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def rings(monkeypatch: pytest.MonkeyPatch) -> list[Ring]:
    """Messages as they leave for the broker."""
    sent: list[Ring] = []

    def ring(leaving: Iterable[Ring]) -> int:
        before = len(sent)
        sent.extend(leaving)
        return len(sent) - before

    monkeypatch.setattr(doorbell, "ring", ring)
    return sent


@pytest.fixture(autouse=True)
def kinds(obituaries: list[tuple[str, str]]) -> None:
    """`test.do` has a fast queue, `test.other` has none."""
    register(
        {
            "test.do": JobKind("test.do", lambda _lease: None, "video", fast_queue="film", soft_seconds=7),
            "test.other": JobKind("test.other", lambda _lease: None, "mail"),
        }
    )
    assert obituaries == []


def expedited(subject_id: str = "gft_1", kind: str = "test.do", version: int = 1) -> bool:
    with transaction() as session:
        return expedite(session, kind, subject_id, version, AT)


def test_a_job_somebody_waits_for_moves_to_the_fast_queue_and_is_rung_for_there(rings: list[Ring]) -> None:
    waited_for, in_the_crowd = ask("gft_1"), ask("gft_2")
    rings.clear()

    assert expedited() is True
    assert (job(waited_for).queue, job(in_the_crowd).queue) == ("film", "video")
    assert [(ring.job_id, ring.queue, ring.soft_seconds) for ring in rings] == [(waited_for, "film", 7)]


def test_expediting_twice_rings_once(rings: list[Ring]) -> None:
    ask()
    rings.clear()
    assert [expedited(), expedited()] == [True, False]
    assert len(rings) == 1


def test_a_job_that_is_begun_done_or_another_version_stays_where_it_is() -> None:
    begun = ask("gft_1")
    taken(begun)
    done = ask("gft_2", state="done")
    other = ask("gft_3", version=2)

    assert [expedited("gft_1"), expedited("gft_2"), expedited("gft_3"), expedited("gft_4")] == [False] * 4
    assert {job(one).queue for one in (begun, done, other)} == {"video"}


def test_a_job_that_waits_to_be_tried_again_is_not_expedited() -> None:
    failed = ask(run_at=later(30))
    assert expedited() is False
    assert job(failed).queue == "video"


def test_a_kind_nobody_waits_for_has_no_fast_queue() -> None:
    mail = ask(kind="test.other")
    assert expedited(kind="test.other") is False
    assert job(mail).queue == "mail"


def test_a_kind_there_is_not_is_refused() -> None:
    with pytest.raises(UnknownKind):
        expedited(kind="test.never")
