"""A seller keeps times free, and reads of their people only what these let them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.conversation.console.meetings import add_slot, remove_slot, shown_lines, slots_of
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.recipients.afterwards.models import MeetingAnswer, MeetingSlot, ThankYou
from service.workspaces.actor import actor_of
from tests.service.conversation.talk import Talk

AT = datetime(2027, 5, 1, 9, 0, tzinfo=UTC)


def add(talk: Talk, start: str, minutes: str = "20") -> None:
    with transaction() as session:
        add_slot(session, session.get_one(Campaign, talk.scene.campaign.id), actor_of(talk.nora), start, minutes, AT)


def starts() -> list[datetime]:
    with reading() as session:
        return list(session.scalars(select(MeetingSlot.starts_at).order_by(MeetingSlot.starts_at)))


def test_a_time_is_kept_once(talk: Talk) -> None:
    add(talk, "2027-05-04T10:00")
    with pytest.raises(Conflict, match="already set this time"):
        add(talk, "2027-05-04T10:00")
    assert starts() == [datetime(2027, 5, 4, 10, 0, tzinfo=UTC)]


@pytest.mark.parametrize(
    ("start", "minutes"),
    [("", "20"), ("tomorrow", "20"), ("2027-04-30T10:00", "20"), ("2028-05-04T10:00", "20"), ("2027-05-04T10:00", "9"),
     ("2027-05-04T10:00", "61"), ("2027-05-04T10:00", "٢٠"), ("2027-05-04T10:00", "")],
)  # fmt: skip
def test_what_is_no_time_is_refused(talk: Talk, start: str, minutes: str) -> None:
    with pytest.raises(InvalidInput):
        add(talk, start, minutes)
    assert starts() == []


def test_a_time_that_somebody_took_stays(talk: Talk) -> None:
    add(talk, "2027-05-04T10:00")
    with transaction() as session:
        campaign = session.get_one(Campaign, talk.scene.campaign.id)
        (slot,) = slots_of(session, campaign, actor_of(talk.nora), AT)
        gift = talk.gift
        session.add(
            MeetingAnswer(
                gift_id=gift.id, workspace_id=gift.workspace_id, recipient_id=gift.recipient_id, state="booked",
                slot_id=slot.id, at=AT,
            )
        )  # fmt: skip
        session.flush()
        (taken,) = slots_of(session, campaign, actor_of(talk.nora), AT)
        assert (taken.gift_id, taken.name is not None) == (gift.id, True)
        with pytest.raises(Conflict, match="Someone has booked"):
            remove_slot(session, campaign, actor_of(talk.nora), slot.id, AT)


@pytest.mark.parametrize(
    ("is_shown", "is_private", "words"), [(True, False, ["Hello"]), (False, False, []), (True, True, [])]
)
def test_only_what_is_shown_is_read(talk: Talk, *, is_shown: bool, is_private: bool, words: list[str]) -> None:
    gift = talk.gift
    with transaction() as session:
        session.add(
            ThankYou(
                gift_id=gift.id, workspace_id=gift.workspace_id, campaign_id=gift.campaign_id,
                recipient_id=gift.recipient_id, body="Hello", is_shown=is_shown, is_private=is_private,
                at=utc_now() - timedelta(days=1),
            )
        )  # fmt: skip
    with reading() as session:
        notes, moods = shown_lines(session, session.get_one(Campaign, gift.campaign_id), actor_of(talk.nora))
    assert ([line.words for line in notes], list(moods)) == (words, [])
