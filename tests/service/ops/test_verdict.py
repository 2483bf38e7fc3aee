"""The one sentence at the top of the ops page."""

from __future__ import annotations

from datetime import timedelta

from service.gifting.incidents import OpenCounts
from service.jobs.queue_report import QueueReport, WorkerReport
from service.ops.verdict import Standing, reach_verdict
from tests.factories import AT


def test_recalled_gifts_that_nobody_has_confirmed_come_before_what_is_late() -> None:
    late = [_queue("mail", timedelta(minutes=20))]
    verdict = reach_verdict(late, [_worker(("mail",))], True, 0, OpenCounts(recalled=2, pieces=1))
    assert (verdict.kind, verdict.sentence) == (
        "stop",
        "2 people have a recalled gift and haven’t confirmed the notice.",
    )
    one = reach_verdict([], [], True, 0, OpenCounts(recalled=1))
    assert one.sentence == "1 person has a recalled gift and hasn’t confirmed the notice."
    assert reach_verdict([], [], True, 0, OpenCounts(parcels=1, recalled=1)).sentence.startswith(
        "1 parcel that isn’t safe"
    )


def _queue(name: str, oldest: timedelta | None = None) -> QueueReport:
    return QueueReport(name, open=1, due=1, oldest_due=oldest, running=0, dead=0, wait=None, run=None)


def _worker(queues: tuple[str, ...], state: str = "idle") -> WorkerReport:
    return WorkerReport("video@host", queues, state, 0, 0, AT, AT, None)


def test_all_is_well() -> None:
    verdict = reach_verdict([_queue("video", timedelta(seconds=59))], [_worker(("video",))], broker_up=True, dead=0)
    assert (verdict.kind, verdict.sentence, verdict.further) == (
        "ok",
        "Everything is on time.",
        "You can go back to sleep.",
    )


def test_the_latest_queue_is_named_with_its_minutes() -> None:
    queues = [_queue("mail", timedelta(minutes=2)), _queue("video", timedelta(minutes=11))]
    verdict = reach_verdict(queues, [_worker(("video", "mail"))], broker_up=True, dead=3)
    assert (verdict.kind, verdict.sentence) == ("need", "Films: 11 minutes late. Nothing is lost.")


def test_a_quarter_of_an_hour_wakes_somebody() -> None:
    verdict = reach_verdict([_queue("video", timedelta(minutes=15))], [_worker(("video",))], broker_up=True, dead=0)
    assert verdict.kind == "stop"


def test_work_that_no_living_worker_takes_comes_first() -> None:
    queues = [_queue("mail", timedelta(minutes=20)), _queue("video", timedelta(minutes=2))]
    verdict = reach_verdict(queues, [_worker(("mail",)), _worker(("video",), "lost")], broker_up=True, dead=0)
    assert (verdict.kind, verdict.sentence) == ("stop", "Films: jobs are waiting and no worker is taking them.")


def test_a_broker_that_is_away_loses_nothing() -> None:
    verdict = reach_verdict([], [], broker_up=False, dead=0)
    assert (verdict.kind, verdict.sentence) == ("need", "The broker is down or takes no messages. Nothing is lost.")


def test_dead_jobs_need_somebody() -> None:
    assert reach_verdict([], [], True, 1).sentence == "1 job needs you. Everything else is on time."
    assert reach_verdict([], [], True, 2).sentence == "2 jobs need you. Everything else is on time."


def test_a_parcel_that_is_not_safe_comes_before_everything_that_is_late() -> None:
    late = [_queue("video", timedelta(minutes=20))]
    one = reach_verdict(late, [_worker(("video",))], False, 1, OpenCounts(parcels=1, pieces=2))
    assert (one.kind, one.sentence) == ("stop", "1 parcel that isn’t safe was sent: tell the recipient.")
    two = reach_verdict(late, [_worker(("video",))], False, 1, OpenCounts(parcels=2))
    assert two.sentence == "2 parcels that aren’t safe were sent: tell the recipients."


def test_a_stopped_piece_needs_somebody_once_nothing_is_late() -> None:
    one = reach_verdict([], [], True, 0, OpenCounts(pieces=1))
    assert (one.kind, one.sentence) == ("need", "1 parcel was stopped before it was sent: say where the item is.")
    two = reach_verdict([], [], True, 0, OpenCounts(pieces=2))
    assert two.sentence == "2 parcels were stopped before they were sent: say where the items are."
    lost = [reach_verdict([], [], True, 0, OpenCounts(pieces=pieces, lost=1)).sentence for pieces in (0, 1)]
    assert lost[0] == "1 order failed or was returned: say where the item is."
    assert lost[1] == "2 items were stopped, failed or returned: say where they are."
    assert (
        reach_verdict([], [], True, 1, OpenCounts(pieces=1)).sentence == "1 job needs you. Everything else is on time."
    )


def test_a_full_disk_comes_before_everything_else() -> None:
    verdict = reach_verdict([_queue("video", timedelta(minutes=15))], [], broker_up=False, dead=3, disk="full")
    assert (verdict.kind, verdict.sentence) == ("stop", "The disk is full. Nothing that was saved is lost.")


def test_mail_that_failed_twice_is_said_before_an_absent_broker_and_before_dead_jobs() -> None:
    verdict = reach_verdict([], [], broker_up=False, dead=3, standing=Standing(mail_failures=2, tried_again=2))
    assert (verdict.kind, verdict.sentence) == ("need", "Emails aren’t going out: sending failed 2 times.")
    assert reach_verdict([], [], True, 0, standing=Standing(mail_failures=1)).sentence == "Everything is on time."


def test_a_worker_that_does_not_answer_is_no_everything_on_time() -> None:
    frozen = _worker(("video",), "lost")
    verdict = reach_verdict([], [frozen], True, 0)
    assert (verdict.kind, verdict.sentence) == ("need", "1 worker does not answer. Nothing is late yet.")
    assert verdict.further.startswith("Not heard from for a while: video@host.")
    assert reach_verdict([], [frozen], True, 1).sentence == "1 job needs you. 1 worker does not answer."
