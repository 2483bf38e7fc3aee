"""One answer for every message, held against a truth that is written as plainly as it can be, one minute after the other."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.contact.caps import note_contact
from service.contact.may_write import may_write_at
from service.contact.models import Contact
from service.contact.rules import RULES, Purpose
from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.recipients.models import ProfileFact, Recipient
from tests.factories import make_fact
from tests.service.contact.asking import DAY, NOON, ORDINARY, SAFETY
from tests.service.gifting.scene import Scene


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


ASKS = {"question", "how_is_it"}
"""Mails with a question. Between two of them lie fourteen days, and between one and what a page asked."""
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
        gift_status=dice.choice(["created", "created", "notified", "notified", "opened", "shipped", "delivered"]),
        unsubscribed=dice.random() < 0.1,
    )


def allowed(life: Life, purpose: Purpose, at: datetime, asked_at: datetime) -> bool:  # noqa: PLR0911, PLR0912
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
    if life.gift_status != {"how_is_it": "delivered", "delivery_news": "shipped"}.get(purpose, life.gift_status):
        return False
    local = at.astimezone(ZoneInfo(ZONES[life.country]))
    if not 8 <= local.hour < 20:
        return False
    if life.away is not None and life.away[0] <= local.date() <= life.away[1]:
        return False
    if purpose in ORDINARY:
        ignored = [asked_at - ago for before, ago in life.wrote if before in ORDINARY and ago >= 3 * DAY]
        if len(ignored) > 1 and at < max(ignored) + 60 * DAY:
            return False
        for before, ago in life.wrote:
            if before in ORDINARY and at < asked_at - ago + 3 * DAY:
                return False
            if purpose == before and RULES[purpose].once_a_gift:
                return False
            if purpose in ASKS and before in {*ASKS, "page_question"} and at < asked_at - ago + 14 * DAY:
                return False
    return True


def is_any_allowed(life: Life, purpose: Purpose, moments: list[datetime], asked_at: datetime) -> bool:
    """Whether it may be written at one of these moments to somebody who has waited for it."""
    return any(allowed(life, purpose, at, asked_at) and not is_first_morning_back(life, at) for at in moments)


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


@pytest.mark.parametrize(("lives", "seed"), [(110, 216), pytest.param(3000, 3000, marks=pytest.mark.slow)])
def test_any_moment_any_life_any_purpose_against_the_plain_truth(scene: Scene, lives: int, seed: int) -> None:
    dice = random.Random(seed)
    seen: dict[str, int] = {}
    purposes: tuple[Purpose, ...] = (
        "invitation",
        "reminder",
        "how_is_it",
        "reply",
        "delivery_news",
        "confirmation",
        "recall",
    )
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
                assert not is_any_allowed(life, purpose, moments, at), (life, purpose, at, answer)
            else:
                until = answer.not_before
                assert until is not None
                assert allowed(life, purpose, until, at), (life, purpose, at, answer)
                early = [moment for moment in moments if moment <= until - timedelta(hours=1)]
                assert not is_any_allowed(life, purpose, early, at), (life, purpose, at, answer)
    assert set(seen) >= {
        "now", "quiet_hours", "message_cap", "away", "paused", "expired", "not_needed", "unsubscribed", "already_sent",
    }  # fmt: skip


def _pair(
    rows: tuple[Recipient, RecipientGift], at: datetime, purpose: Purpose
) -> tuple[Recipient, datetime, Purpose, RecipientGift]:
    return rows[0], at, purpose, rows[1]
