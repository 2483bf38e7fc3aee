"""One answer for every message, held against a truth that is written as plainly as it can be, one minute after the other."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.contact import caps, may_write
from service.contact.caps import note_contact
from service.contact.may_write import Answer, may_write_at
from service.contact.models import Contact, ContactLimit
from service.contact.rules import RULES, Purpose
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import RecipientGift
from service.recipients.lock import lock_person
from service.recipients.models import ProfileFact, Recipient
from service.workspaces.models import Workspace
from tests.factories import join, make_campaign, make_fact, make_gift, make_product
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, set_scene

NOON = datetime(2027, 5, 12, 10, 0, tzinfo=UTC)
"""Noon in Prague, a Wednesday."""
DAY = timedelta(days=1)
ORDINARY: tuple[Purpose, ...] = ("invitation", "question", "reminder", "how_is_it")
CAPS_ONLY: tuple[Purpose, ...] = ("reply", "delivery_news", "confirmation")
BEFORE: tuple[Purpose, ...] = (*ORDINARY, "reply", "recall")
SAFETY: tuple[Purpose, ...] = ("chosen_again", "safety_notice", "recall")


@pytest.fixture
def scene(database: str) -> Scene:
    with transaction() as session:
        made = set_scene(session, expires_at=NOON + 20 * DAY)
        fits(session, made, "invitation")
        return made


def fits(session: Session, scene: Scene, purpose: Purpose) -> RecipientGift:
    """The gift in the state that a message for this purpose is about."""
    gift = session.get_one(RecipientGift, scene.gifts[0].id)
    gift.status = {"reminder": "notified", "how_is_it": "delivered"}.get(purpose, "created")
    gift.hold_reason = "dietary_unknown" if purpose == "question" else None
    gift.product_id = None if purpose == "question" else scene.products[0].id
    session.flush()
    return gift


def asked(
    scene: Scene, purpose: Purpose, at: datetime = NOON, change: Callable[[Session], None] | None = None
) -> Answer:
    """The answer after `change`, which is taken back again."""
    with transaction() as session:
        tried = session.begin_nested()
        gift = fits(session, scene, purpose)
        if change is not None:
            change(session)
            session.flush()
        person = session.get_one(Recipient, scene.people[0].id)
        answer = may_write_at(session, person, at, purpose, gift)
        tried.rollback()
        return answer


def says(scene: Scene, kind: str, value: str) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        person = session.get_one(Recipient, scene.people[0].id)
        make_fact(session, person, kind, value, source="asked", valid_from=NOON.date() - 9 * DAY)

    return change


def person_of(scene: Scene, **values: object) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        for name, value in values.items():
            setattr(session.get_one(Recipient, scene.people[0].id), name, value)

    return change


def campaign_of(scene: Scene, **values: object) -> Callable[[Session], None]:
    def change(session: Session) -> None:
        for name, value in values.items():
            setattr(session.get_one(Campaign, scene.campaign.id), name, value)

    return change


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


def wrote(scene: Scene, purpose: Purpose, at: datetime, message_id: str = "msg_before") -> Callable[[Session], None]:
    def change(session: Session) -> None:
        session.execute(delete(Contact))
        note_contact(session, session.get_one(RecipientGift, scene.gifts[0].id), message_id, purpose, at)

    return change


def test_of_what_we_begin_there_is_one_in_three_days(scene: Scene) -> None:
    for purpose, before in product(RULES, BEFORE):
        answer = asked(scene, purpose, change=wrote(scene, before, NOON - 2 * DAY))
        if purpose not in ORDINARY or before not in ORDINARY:
            assert answer == Answer()
        elif purpose == before and RULES[purpose].once_a_gift:
            assert answer == Answer("already_sent")
        elif purpose == before == "question":
            assert answer == Answer(None, "question_cap", NOON + 12 * DAY)
        else:
            assert answer == Answer(None, "message_cap", NOON + DAY)


def test_the_caps_end_to_the_second_and_a_message_is_not_in_its_own_way(scene: Scene) -> None:
    for_three_days = wrote(scene, "invitation", NOON - 3 * DAY + timedelta(seconds=1), "msg_this")
    assert asked(scene, "invitation", change=for_three_days) == Answer(None, "message_cap", NOON + timedelta(seconds=1))
    assert asked(scene, "invitation", change=wrote(scene, "invitation", NOON - 3 * DAY)) == Answer()
    with transaction() as session:
        for_three_days(session)
        gift, person = fits(session, scene, "invitation"), session.get_one(Recipient, scene.people[0].id)
        assert may_write_at(session, person, NOON, "invitation", gift, "msg_this") == Answer()
    assert asked(scene, "question", change=wrote(scene, "question", NOON - 14 * DAY)) == Answer()


def test_one_reminder_a_gift_however_long_ago(scene: Scene) -> None:
    def change(session: Session) -> None:
        wrote(scene, "reminder", NOON - 300 * DAY)(session)
        session.get_one(RecipientGift, scene.gifts[0].id).link_version = 7
        session.get_one(Campaign, scene.campaign.id).expires_at = NOON + 60 * DAY

    assert asked(scene, "reminder", change=change) == Answer("already_sent")


def test_a_workspace_and_a_person_may_only_tighten(scene: Scene) -> None:
    def limited(session: Session, message_days: int, recipient_id: str | None = None) -> None:
        session.add(
            ContactLimit(
                workspace_id=scene.workspace_id, recipient_id=recipient_id, message_days=message_days, question_days=30
            )
        )
        session.flush()

    with transaction() as session:
        wrote(scene, "invitation", NOON - 2 * DAY)(session)
        limited(session, 5)
    assert asked(scene, "invitation") == Answer(None, "message_cap", NOON + 3 * DAY)
    with transaction() as session:
        limited(session, 10, scene.people[0].id)
    assert asked(scene, "invitation") == Answer(None, "message_cap", NOON + 8 * DAY)
    with transaction() as session, pytest.raises(IntegrityError, match="only_tighter"), session.begin_nested():
        limited(session, 2, scene.people[0].id)


def test_a_sandbox_knows_no_hours_and_no_caps_and_all_the_rest(scene: Scene) -> None:
    night = NOON.replace(hour=23)
    with transaction() as session:
        session.get_one(Workspace, scene.workspace_id).is_sandbox = True
        wrote(scene, "question", NOON)(session)
    assert asked(scene, "invitation", night) == Answer()
    assert asked(scene, "invitation", night, campaign_of(scene, status="paused")).later == "paused"
    assert asked(scene, "invitation", night, person_of(scene, unsubscribed_at=NOON)).never == "unsubscribed"


@dataclass(frozen=True)
class Life:
    """What a person's and a gift's life may look like when a message is to go."""

    country: str
    expires_in: timedelta
    status: str
    away: tuple[date, date] | None
    wrote: tuple[tuple[Purpose, timedelta], ...]
    gift_status: str
    unsubscribed: bool


ZONES = {"CZ": "Europe/Prague", "JP": "Asia/Tokyo", "IN": "Asia/Kolkata", "IS": "Atlantic/Reykjavik"}


def any_life(dice: random.Random, at: datetime) -> Life:
    first = at.date() + timedelta(days=dice.randint(-6, 3))
    return Life(
        country=dice.choice(sorted(ZONES)),
        expires_in=timedelta(hours=dice.choice([-5, 3, 9, 20, 60, 200, 900])),
        status=dice.choice(["running"] * 5 + ["paused", "closed"]),
        away=(first, first + timedelta(days=dice.randint(0, 5))) if dice.random() < 0.3 else None,
        wrote=tuple(
            (dice.choice([*sorted(RULES), *["reminder"] * 6]), timedelta(minutes=dice.randint(-30, 5 * 24 * 60)))
            for _ in range(dice.choice([0, 1, 2]))
        ),
        gift_status=dice.choice(["created", "created", "notified", "notified", "opened", "accepted", "delivered"]),
        unsubscribed=dice.random() < 0.1,
    )


def allowed(life: Life, purpose: Purpose, at: datetime, asked_at: datetime) -> bool:  # noqa: PLR0911
    """The truth, as it would be told to a newcomer. `asked_at`: the moment of asking, that what was written is counted from."""
    if purpose in SAFETY:
        return True
    if life.unsubscribed or life.status == "paused":
        return False
    expires_at = asked_at + life.expires_in
    if purpose == "invitation" and not (life.gift_status in {"created", "notified", "opened"} and at < expires_at):
        return False
    if purpose == "reminder" and not (
        life.gift_status == "notified" and life.status != "closed" and at < expires_at - 2 * DAY
    ):
        return False
    if purpose == "how_is_it" and life.gift_status != "delivered":
        return False
    local = at.astimezone(ZoneInfo(ZONES[life.country]))
    if not 8 <= local.hour < 20:
        return False
    if life.away is not None and life.away[0] <= local.date() <= life.away[1]:
        return False
    if purpose in ORDINARY:
        for before, ago in life.wrote:
            if before in ORDINARY and at < asked_at - ago + 3 * DAY:
                return False
            if purpose == before and RULES[purpose].once_a_gift:
                return False
    return True


def is_first_morning_back(life: Life, at: datetime) -> bool:
    """Back, and not yet eight in the morning UTC: who has waited for them waits until then."""
    if life.away is None:
        return False
    back = life.away[1] + DAY
    local = at.astimezone(ZoneInfo(ZONES[life.country]))
    return local.date() == back and at < datetime(back.year, back.month, back.day, 8, tzinfo=UTC)


def live(session: Session, scene: Scene, life: Life, at: datetime) -> tuple[Recipient, RecipientGift]:
    person, gift = session.get_one(Recipient, scene.people[0].id), session.get_one(RecipientGift, scene.gifts[0].id)
    campaign = session.get_one(Campaign, scene.campaign.id)
    session.execute(delete(Contact))
    session.execute(delete(ProfileFact))
    person.country, person.unsubscribed_at = life.country, at if life.unsubscribed else None
    campaign.status, campaign.expires_at = life.status, at + life.expires_in
    gift.status = life.gift_status
    if life.away is not None:
        make_fact(session, person, "away", f"{life.away[0]}/{life.away[1]}", valid_from=date(2026, 1, 1))
    for number, (purpose, ago) in enumerate(life.wrote):
        note_contact(session, gift, f"msg_{number}", purpose, at - ago)
    session.flush()
    return person, gift


@pytest.mark.parametrize("lives", [110, pytest.param(3000, marks=pytest.mark.slow)])
def test_any_moment_any_life_any_purpose_against_the_plain_truth(scene: Scene, lives: int) -> None:
    dice = random.Random(lives)
    seen: dict[str, int] = {}
    purposes: tuple[Purpose, ...] = ("invitation", "reminder", "how_is_it", *CAPS_ONLY, "recall")
    with transaction() as session:
        for _ in range(lives):
            at = NOON + timedelta(minutes=dice.randint(0, 200 * 24 * 60))
            life, purpose = any_life(dice, at), dice.choice(purposes)
            answer = may_write_at(session, *_pair(live(session, scene, life, at), at, purpose))
            seen[answer.never or answer.later or "now"] = seen.get(answer.never or answer.later or "now", 0) + 1
            moments = [at + timedelta(hours=hour) for hour in range(0, 30 * 24)]
            if answer.is_now:
                assert allowed(life, purpose, at, at), (life, purpose, at)
            elif answer.never is not None or answer.later == "paused":
                assert not any(allowed(life, purpose, moment, at) for moment in moments), (life, purpose, at, answer)
            else:
                until = answer.not_before
                assert until is not None
                assert allowed(life, purpose, until, at), (life, purpose, at, answer)
                early = [
                    moment
                    for moment in moments
                    if moment <= until - timedelta(hours=1) and not is_first_morning_back(life, moment)
                ]
                assert not any(allowed(life, purpose, moment, at) for moment in early), (life, purpose, at, answer)
    assert set(seen) >= {
        "now", "quiet_hours", "message_cap", "away", "paused", "expired", "not_needed", "unsubscribed", "already_sent",
    }  # fmt: skip


def _pair(
    rows: tuple[Recipient, RecipientGift], at: datetime, purpose: Purpose
) -> tuple[Recipient, datetime, Purpose, RecipientGift]:
    return rows[0], at, purpose, rows[1]


def two_gifts(scene: Scene) -> list[RecipientGift]:
    """Gifts of one person in two campaigns."""
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        other = make_campaign(session, scene.workspace_id, status="running", expires_at=NOON + 20 * DAY)
        join(session, other, person)
        second = make_gift(
            session, other, person, make_product(session, scene.workspace_id, "Another"), status="created"
        )
        return [session.get_one(RecipientGift, scene.gifts[0].id), second]


def begin_both(gifts: list[RecipientGift], *, guarded: bool) -> int:
    """Two claims at one moment; how many of them leave."""

    def begin(gift: RecipientGift) -> None:
        with transaction() as session:
            if guarded:
                lock_person(session, gift.recipient_id)
            person = session.get_one(Recipient, gift.recipient_id)
            answer = may_write_at(session, person, NOON, "invitation", session.get_one(RecipientGift, gift.id))
            if not answer.is_now:
                raise Conflict("not now")
            note_contact(session, gift, f"msg_{gift.id}", "invitation", NOON)

    return all_at_once([lambda gift=gift: begin(gift) for gift in gifts])  # type: ignore[misc]


def test_of_two_messages_at_one_moment_one_leaves(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session, expires_at=NOON + 20 * DAY)
    gifts = two_gifts(scene)
    for _ in range(5):
        with transaction() as session:
            session.execute(delete(Contact))
        assert begin_both(gifts, guarded=True) == 1
        with reading() as session:
            assert len(session.scalars(select(Contact)).all()) == 1


def test_without_the_guard_both_leave(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: what keeps the second back is the count, under the lock."""
    with transaction() as session:
        scene = set_scene(session, expires_at=NOON + 20 * DAY)
    gifts = two_gifts(scene)
    monkeypatch.setattr(caps, "_last", lambda *_: None)
    assert begin_both(gifts, guarded=False) == 2
