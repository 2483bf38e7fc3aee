"""Quiet by rule, in random lives: whatever is set, lifted, prolonged and pressed in whatever order, nothing leaves for somebody
who is quiet but what keeps them safe, and their gift has all of its time.

A hundred lives in every run of the tests; two thousand by hand. The guards below are taken out one by one, and each is missed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.contact.may_write import may_write_at
from service.contact.rules import RULES, SAFETY
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.fulfilment.packing import pack
from service.gifting import expire, settle
from service.gifting.accept import accept_gift
from service.gifting.address import give_address
from service.gifting.fulfil import mark_shipped
from service.gifting.models import RecipientGift
from service.gifting.quiet import Wanted, lift_quiet, prolong_quiet, set_quiet
from service.outreach.occasions.write_down import write_down
from service.outreach.sending.send import Due, due_or_kept
from service.planning.launch.set_out import launch_wave
from service.recipients.models import Account, Recipient
from service.recipients.quiet.models import REASONS, QuietRule
from service.security.ids import new_id
from service.workspaces.actor import actor_of
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)

DAY: Final = timedelta(days=1)
STEPS: Final = 14
_ADDRESS: Final = {"name": "A", "street": "Weg 1", "postcode": "110 00", "city": "Praha"}


class Left(AssertionError):
    """Something left for somebody who was quiet, or their gift lost time."""


class Life:
    """Two colleagues, a gift each, and a truth written apart: spans of quiet as the dice set and lifted them."""

    def __init__(self, seed: int) -> None:
        self.dice, self.at = Random(seed), AT + timedelta(hours=10)
        self.ends = self.at + 30 * DAY
        self.spans: dict[str, list[list[Any]]] = {}  # rule -> [people, first, end or None]
        self.launched: dict[str, datetime] = {}
        with transaction() as session:
            workspace = make_workspace(session)
            self.staff = actor_of(make_user(session, workspace.id))
            campaign = make_campaign(session, workspace.id, status="running", expires_at=self.ends)
            account = make_account(session, workspace.id)
            people = [make_recipient(session, account, f"P{number}", basis="customer") for number in range(2)]
            self.gifts = []
            for number, person in enumerate(people):
                join(session, campaign, person, number + 2)
                product = make_product(session, workspace.id, f"Gift {number}")
                self.gifts.append(make_gift(session, campaign, person, product, wave=1).id)
            self.campaign_id, self.people = campaign.id, [person.id for person in people]
            self.about = {
                account.id: [one.id for one in people],
                **{one.id: [one.id] for one in people},
            }

    def is_quiet(self, person_id: str) -> bool:
        return any(
            person_id in people and first <= self.at and (end is None or self.at < end)
            for people, first, end in self.spans.values()
        )

    def time_used(self, person_id: str, since: datetime) -> timedelta:
        """How much of the time since then nobody kept them quiet, counted hour by hour."""
        now, used, hour = self.at, timedelta(), timedelta(hours=1)
        self.at = since
        while self.at < now:
            used += timedelta() if self.is_quiet(person_id) else hour
            self.at += hour
        return used

    def step(self) -> None:
        acts = [self.set, self.set, self.lift, self.prolong, self.wave, self.mail, self.mail, self.mail, self.accept]
        acts += [self.settle, self.parcel, self.parcel, self.time, self.time, self.time]
        try:
            self.dice.choice(acts)()
        except HandpickedError:
            return  # refused, so it has not happened

    def set(self) -> None:
        about = self.dice.choice(list(self.about))
        first = self.at + self.dice.randint(-48, 120) * timedelta(hours=1)
        length = self.dice.randint(1, 400) * timedelta(hours=1)
        is_open = self.dice.random() < 0.4
        end = None if is_open else first + length
        review = max(first, self.at) + length if is_open else None
        with transaction() as session:
            row = session.get(Account, about) or session.get_one(Recipient, about)
            wanted = Wanted(self.dice.choice(REASONS), "said", first, end, review)
            rule = set_quiet(session, row, wanted, "person", self.staff, self.at)
            self.spans[rule.id] = [self.about[about], first, end]

    def lift(self) -> None:
        if self.spans:
            with transaction() as session:
                rule_id = self.dice.choice(list(self.spans))
                if lift_quiet(session, session.get_one(QuietRule, rule_id), self.staff, self.at):
                    self.spans[rule_id][2] = max(self.at, self.spans[rule_id][1])

    def prolong(self) -> None:
        if self.spans:
            with transaction() as session:
                rule = session.get_one(QuietRule, self.dice.choice(list(self.spans)))
                prolong_quiet(session, rule, self.at + self.dice.randint(1, 90) * DAY, self.staff, self.at)

    def wave(self) -> None:
        with transaction() as session:
            for gift in session.scalars(select(RecipientGift).where(RecipientGift.campaign_id == self.campaign_id)):
                if gift.launched_at is None and gift.wave is None:
                    gift.wave = 1
        launch_wave(transaction, self.campaign_id, 1, self.at)

    def mail(self) -> None:
        with transaction() as session:
            gift = self._gift(session)
            person = session.get_one(Recipient, gift.recipient_id)
            purpose = self.dice.choice(sorted(RULES))
            way = self.dice.choice(("mail", "text", "card", "link"))
            answer = may_write_at(session, person, self.at, purpose, gift, by=way)
            if answer.is_now and purpose not in SAFETY:
                self._left(person.id, purpose)
            if gift.launched_at is None or gift.status != "created":
                return
            message = write_down(session, gift, "invitation", self.at, once_for=new_id("one"))
            message_id = message.id
        with transaction() as session:
            if isinstance(due_or_kept(session, message_id, self.at, "unknown"), Due):
                self._left(person.id, "invitation")

    def accept(self) -> None:
        with transaction() as session:
            gift = self._gift(session)
            if gift.launched_at is None:
                return
            accept_gift(session, gift, self.at)
            give_address(session, gift, _ADDRESS, self.at)

    def all_say_yes(self, *, is_ordered: bool) -> None:
        for gift_id in self.gifts:
            with transaction() as session:
                gift = session.get_one(RecipientGift, gift_id)
                accept_gift(session, gift, self.at)
                give_address(session, gift, _ADDRESS, self.at)
        self.at += timedelta(hours=25)
        for gift_id in self.gifts if is_ordered else ():
            settle._settle(gift_id, self.at)

    def settle(self) -> None:
        settle._settle(self.dice.choice(self.gifts), self.at)

    def parcel(self) -> None:
        with transaction() as session:
            gift = self._gift(session)
            if self.dice.random() < 0.5:
                pack(session, gift, "B 1", self.staff, self.at)
                self._left(gift.recipient_id, "packed")
            else:
                mark_shipped(session, gift, self.staff, self.at)

    def time(self) -> None:
        self.at += self.dice.randint(1, 240) * timedelta(hours=1)
        for gift_id in self.gifts:
            with reading() as session:
                before = session.get_one(RecipientGift, gift_id).status
            if before in {"created", "accepted"} and self.at >= self.ends:
                expire._expire(gift_id, self.at)

    def look(self, before: dict[str, tuple[str, datetime | None]]) -> dict[str, tuple[str, datetime | None]]:
        """What went on since the last look is held against the truth."""
        now: dict[str, tuple[str, datetime | None]] = {}
        with reading() as session:
            for gift in session.scalars(select(RecipientGift).where(RecipientGift.campaign_id == self.campaign_id)):
                now[gift.id] = gift.status, gift.launched_at
                status, launched = before.get(gift.id, ("draft", None))
                if gift.launched_at is not None and launched is None:
                    self.launched[gift.id] = gift.launched_at
                    self._left(gift.recipient_id, "launched, so that its films are made")
                if gift.status != status and gift.status in {"ordered", "shipped"}:
                    self._left(gift.recipient_id, gift.status)
                if gift.status == "expired" and status == "created":
                    since = self.launched[gift.id]
                    # Who was quiet only after the last day has lost nothing, also where the sweep came late.
                    if self.time_used(gift.recipient_id, since) < self.ends - since:
                        raise Left(f"a gift lost time at {self.at}")
        return now

    def _gift(self, session: Session) -> RecipientGift:
        return session.get_one(RecipientGift, self.dice.choice(self.gifts))

    def _left(self, person_id: str, what: str) -> None:
        if self.is_quiet(person_id):
            raise Left(f"{what} at {self.at}")


def live(seed: int, steps: int = STEPS) -> set[str]:
    """One life. The statuses that its gifts came to; raises Left."""
    life, seen = Life(seed), {}
    reached: set[str] = set()
    if life.dice.random() < 0.8:
        life.wave()
        seen = life.look(seen)
        if life.dice.random() < 0.6:
            life.all_say_yes(is_ordered=life.dice.random() < 0.5)
            seen = life.look(seen)
    for _ in range(steps):
        life.step()
        seen = life.look(seen)
        reached |= {status for status, _ in seen.values()}
    return reached


def test_in_a_hundred_lives_nothing_leaves_for_somebody_who_is_quiet(database: str) -> None:
    reached = [live(seed) for seed in range(100)]
    seen = set().union(*reached)
    assert {"draft", "created", "accepted", "ordered", "shipped", "expired"} <= seen


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(20))
def test_nor_in_two_thousand(database: str, part: int) -> None:
    for seed in range(100 + part * 100, 200 + part * 100):
        live(seed, 30)


@pytest.mark.parametrize(
    ("guard", "instead"),
    [
        ("service.contact.may_write.quiet_of", lambda *_: None),
        ("service.gifting.settle.quiet_of", lambda *_: None),
        ("service.gifting.fulfil.quiet_of", lambda *_: None),
        ("service.fulfilment.packing.quiet_of", lambda *_: None),
        ("service.planning.launch.set_out.quiet_among", lambda *_: {}),
        pytest.param(
            "service.gifting.quiet_time.spans_of", lambda *_: [], marks=[pytest.mark.slow, pytest.mark.timeout(1800)]
        ),
    ],
)
def test_each_guard_is_missed(database: str, monkeypatch: pytest.MonkeyPatch, guard: str, instead: Any) -> None:
    monkeypatch.setattr(guard, instead)
    with pytest.raises(Left):
        for seed in range(150):
            live(seed)
