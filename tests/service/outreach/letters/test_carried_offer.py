"""One offer in one mail: which mail, for whom, once, and never past what somebody wished since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import Message
from threading import Barrier, Lock

import pytest
from sqlalchemy import select

from service.brain.offers.keep import withdraw_offer
from service.brain.offers.mailed import MAILED, may_carry, note_mailed, offer_for_mail
from service.brain.offers.models import OfferEvent
from service.campaigns.models import Campaign
from service.contact.caps import forget_contact, note_contact
from service.content.erase import erase_person
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.outreach.letters.carried_offer import leaves_with
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from service.outreach.occasions.remind import AFTER, remind_people
from service.outreach.sending import send
from service.outreach.sending.send import send_job
from service.recipients.lock import lock_person
from service.recipients.models import Account, Recipient
from service.recipients.wishes.wishes import Wishes, keep_wishes
from tests.factories import owner_of
from tests.races import all_at_once
from tests.service.brain.offering import offer
from tests.service.content.leases import do
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Postbox

NOON = datetime(2027, 7, 12, 10, 0, tzinfo=UTC)
TITLE = "Two months on us"


@pytest.fixture
def unanswered(invited: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch) -> RecipientGift:
    """A gift to be reminded of, in a workspace with one offer that is worth something."""
    scene, message_id = invited
    monkeypatch.setattr(send, "utc_now", lambda: NOON)
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        message.state, message.sent_at = "sent", NOON - AFTER
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        gift.status = "notified"
        session.get_one(Campaign, gift.campaign_id).expires_at = NOON + timedelta(days=20)
        offer(session, gift.workspace_id, NOON - timedelta(days=1), kind="reward")
        return gift


def reminder() -> MailMessage:
    with reading() as session:
        return session.scalars(select(MailMessage).where(MailMessage.kind == "reminder")).one()


def leave(postbox: Postbox) -> str:
    """The words of the reminder as a mail server took it."""
    do(send_job, "outreach.send", reminder().id)
    return words(postbox.mails[-1])


def words(mail: Message) -> str:
    return "".join(part.get_content() for part in mail.walk() if part.get_content_type() == "text/plain")  # type: ignore[attr-defined]


def mailed() -> list[tuple[str | None, str | None]]:
    with reading() as session:
        rows = session.scalars(select(OfferEvent).where(OfferEvent.kind == MAILED))
        return [(row.recipient_id, row.message_id) for row in rows]


def test_the_offer_that_fits_best_stands_in_the_reminder_and_is_counted_once_it_leaves(
    unanswered: RecipientGift, postbox: Postbox
) -> None:
    remind_people(NOON)
    assert mailed() == []
    text = leave(postbox)
    assert TITLE in text
    assert f"/g/{unanswered.id}/" in text.partition(TITLE)[2].partition("/offers")[0]
    assert mailed() == [(unanswered.recipient_id, reminder().id)]
    with transaction() as session:
        person = session.get_one(Recipient, unanswered.recipient_id)
        assert offer_for_mail(session, person, NOON) is None
        forget_contact(session, reminder().id)
        assert offer_for_mail(session, person, NOON) is not None  # nothing left after all
        erase_person(session, person, NOON)
    assert mailed() == []


def test_staff_read_the_reminder_without_it(unanswered: RecipientGift) -> None:
    remind_people(NOON)
    with reading() as session:
        assert TITLE in letter_of(session, reminder()).html
        assert TITLE not in letter_of(session, reminder(), for_staff=True).html


@pytest.mark.parametrize("what", ["withdrawn", "topic", "bound"])
def test_what_changes_after_it_was_written_takes_the_offer_out_and_the_reminder_leaves(
    unanswered: RecipientGift, postbox: Postbox, what: str
) -> None:
    remind_people(NOON)
    with transaction() as session:
        person = session.get_one(Recipient, unanswered.recipient_id)
        if what == "withdrawn":
            withdraw_offer(session, owner_of(person.workspace_id), reminder().about_id or "", NOON)
        elif what == "topic":
            keep_wishes(session, person, Wishes(refused=("offer",)), None, NOON)
        else:
            session.get_one(Account, person.account_id).gift_policy = {"cap_minor": 50_00}
    do(send_job, "outreach.send", reminder().id)
    assert postbox.mails == [] and reminder().about_id is None
    assert TITLE not in leave(postbox)
    assert (mailed(), reminder().state) == ([], "sent")


def test_where_the_giver_hides_what_a_gift_is_worth_no_sum_stands_in_the_mail(unanswered: RecipientGift) -> None:
    remind_people(NOON)
    with transaction() as session:
        before = letter_of(session, reminder()).text
        session.get_one(Campaign, unanswered.campaign_id).price_shown = False
        session.flush()
        hidden = letter_of(session, reminder()).text
    assert ("120" in before, "120" in hidden, TITLE in hidden) == (True, False, True)


def two_reminders(scene: Scene) -> tuple[str, list[MailMessage]]:
    """The id of an offer, and two mails of one person that were both written with it."""
    gift = scene.gifts[0]
    with transaction() as session:
        made = offer(session, gift.workspace_id, NOON - timedelta(days=1), kind="reward")
        mails = [
            MailMessage(
                id=f"msg_{number}", workspace_id=gift.workspace_id, gift_id=gift.id, recipient_id=gift.recipient_id,
                kind="reminder", about_id=made.id, way="mail", idempotency_key=f"reminder:{number}", state="queued",
                created_at=NOON,
            )
            for number in range(2)
        ]  # fmt: skip
        session.add_all(mails)
        return made.id, mails


def test_two_mails_that_leave_at_one_moment_carry_an_offer_once(any_database: str) -> None:
    scene = scene_now()
    offer_id, mails = two_reminders(scene)
    carried: list[str] = []

    def claim(message_id: str) -> None:
        with transaction() as session:
            person = lock_person(session, scene.gifts[0].recipient_id)
            message = session.get_one(MailMessage, message_id)
            if leaves_with(session, message, person, offer_id, NOON):
                note_contact(session, session.get_one(RecipientGift, message.gift_id), message_id, "reminder", NOON)
                carried.append(message_id)

    assert all_at_once([lambda one=mail.id: claim(one) for mail in mails]) == 2  # type: ignore[misc]
    assert len(carried) == 1
    assert mailed() == [(scene.gifts[0].recipient_id, carried[0])]


def test_without_the_lock_both_carry_it(any_database: str) -> None:
    scene = scene_now()
    offer_id, mails = two_reminders(scene)
    asked, one_by_one, carried = Barrier(2), Lock(), list[str]()

    def claim_unguarded(message_id: str) -> None:
        with reading() as session:
            person = session.get_one(Recipient, scene.gifts[0].recipient_id)
            may = may_carry(session, person, offer_id, message_id, NOON)
        asked.wait()
        with one_by_one, transaction() as session:
            if may:
                gift = session.get_one(RecipientGift, scene.gifts[0].id)
                note_mailed(session, session.get_one(Recipient, gift.recipient_id), offer_id, message_id, NOON)
                note_contact(session, gift, message_id, "reminder", NOON)
                carried.append(message_id)

    all_at_once([lambda one=mail.id: claim_unguarded(one) for mail in mails])  # type: ignore[misc]
    assert len(carried) == 2
