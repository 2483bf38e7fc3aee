from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy.orm import Session

from service.contact import may_write
from service.contact.may_write import Answer
from service.contact.rules import RULES, Purpose
from service.db.connect import transaction
from service.workspaces.models import Workspace
from tests.service.contact.asking import CAPS_ONLY, DAY, NOON, SAFETY, asked, campaign_of, person_of, says, wrote
from tests.service.gifting.scene import Scene


def test_by_day_with_nothing_against_it_we_write_now(scene: Scene) -> None:
    for purpose in RULES:
        assert asked(scene, purpose) == Answer()


def test_safety_passes_what_the_person_has_said_and_nothing_else_does(scene: Scene) -> None:
    said = {"unsubscribed": person_of(scene, unsubscribed_at=NOON), "channel": says(scene, "channel", "post")}
    for purpose, (why, change) in product(RULES, said.items()):
        assert asked(scene, purpose, change=change).never == (None if purpose in SAFETY else why)


def test_an_erasure_ends_everything_and_without_an_address_there_is_nothing(scene: Scene) -> None:
    for purpose in RULES:
        assert asked(scene, purpose, change=person_of(scene, email=None)).never == "no_address"
        assert asked(scene, purpose, change=person_of(scene, erased_at=NOON)).never == "erased"


def test_an_address_that_came_back_is_written_to_for_safety_alone(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for purpose in RULES:
        monkeypatch.setattr(may_write, "is_suppressed", lambda *_: True)
        assert asked(scene, purpose).never == (None if purpose in SAFETY else "suppressed")


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        (datetime(2027, 5, 12, 18, 0, tzinfo=UTC), datetime(2027, 5, 13, 6, 0, tzinfo=UTC)),
        (datetime(2027, 5, 12, 5, 59, tzinfo=UTC), datetime(2027, 5, 12, 6, 0, tzinfo=UTC)),
    ],
)
def test_at_night_it_waits_for_their_morning(scene: Scene, at: datetime, morning: datetime) -> None:
    for purpose in RULES:
        wanted = Answer() if purpose in SAFETY else Answer(None, "quiet_hours", morning)
        assert asked(scene, purpose, at) == wanted


def test_a_pause_holds_all_but_safety(scene: Scene) -> None:
    for purpose in RULES:
        answer = asked(scene, purpose, change=campaign_of(scene, status="paused"))
        paused = Answer(None, "paused", NOON + timedelta(minutes=10), is_end_unknown=True)
        assert answer == (Answer() if purpose in SAFETY else paused)


def test_who_is_away_is_written_to_when_they_are_back(scene: Scene) -> None:
    back = Answer(None, "away", datetime(2027, 5, 15, 8, 0, tzinfo=UTC))
    for purpose in RULES:
        answer = asked(scene, purpose, change=says(scene, "away", "2027-05-10/2027-05-14"))
        assert answer == (Answer() if purpose in SAFETY else back)


def test_an_absence_is_counted_in_days_where_the_person_lives(scene: Scene) -> None:
    """In Tokyo the eleventh has begun while it is the tenth in Greenwich."""
    evening = datetime(2027, 5, 10, 23, 30, tzinfo=UTC)

    def change(session: Session) -> None:
        person_of(scene, country="JP")(session)
        says(scene, "away", "2027-05-11/2027-05-11")(session)

    assert asked(scene, "invitation", evening, change).later == "away"
    assert asked(scene, "invitation", evening, person_of(scene, country="JP")) == Answer()


@pytest.mark.parametrize(("purpose", "last"), [("invitation", 20), ("question", 20), ("reminder", 18)])
def test_after_expiry_nothing_leaves_and_what_would_wait_until_then_is_ended_at_once(
    scene: Scene, purpose: Purpose, last: int
) -> None:
    end = NOON + last * DAY
    assert asked(scene, purpose, end - timedelta(minutes=1)) == Answer()
    assert asked(scene, purpose, end) == Answer("expired")
    night_before = (end - DAY).replace(hour=22)
    assert asked(scene, purpose, night_before) == Answer(None, "quiet_hours", end.replace(hour=6))
    ends_at_night = campaign_of(scene, expires_at=NOON.replace(hour=4) + last * DAY + (20 - last) * DAY)
    assert asked(scene, purpose, night_before, ends_at_night) == Answer("expired")


def test_what_is_about_no_answer_passes_the_end_of_its_campaign(scene: Scene) -> None:
    for purpose in (*CAPS_ONLY, *SAFETY):
        assert asked(scene, purpose, NOON + 300 * DAY) == Answer()


def test_a_sandbox_knows_no_hours_and_no_caps_and_all_the_rest(scene: Scene) -> None:
    night = NOON.replace(hour=23)
    with transaction() as session:
        session.get_one(Workspace, scene.workspace_id).is_sandbox = True
        wrote(scene, "question", NOON)(session)
    assert asked(scene, "invitation", night) == Answer()
    assert asked(scene, "invitation", night, campaign_of(scene, status="paused")).later == "paused"
    assert asked(scene, "invitation", night, person_of(scene, unsubscribed_at=NOON)).never == "unsubscribed"


def test_a_rehearsal_keeps_hours_and_caps_as_a_real_workspace_does(scene: Scene) -> None:
    night = NOON.replace(hour=23)
    with transaction() as session:
        workspace = session.get_one(Workspace, scene.workspace_id)
        workspace.is_sandbox, workspace.copy_of = True, "wsp_home"
    assert asked(scene, "invitation", night).later == "quiet_hours"
    answer = asked(scene, "invitation", change=wrote(scene, "question", NOON - DAY))
    assert answer == Answer(None, "message_cap", NOON + 2 * DAY)
    assert asked(scene, "page_question", change=wrote(scene, "question", NOON - DAY)) == Answer()
    assert asked(scene, "reply", change=wrote(scene, "question", NOON - DAY)) == Answer()
