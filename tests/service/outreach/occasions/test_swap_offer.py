"""A swap offered in place of the one reminder: where it wins, what it names, and that nothing leaves that is not free."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.brain.deciding.models import NextDecision
from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.contact.models import Contact
from service.content.links import links_of
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.gifting.others_free import chances_now, others_free
from service.outreach.letters.letter import letter_of
from service.outreach.models import MailMessage
from service.outreach.occasions.remind import AFTER, remind_people
from service.outreach.reputation.pace import FIRST_DAY, held_until
from service.outreach.sending import send
from service.outreach.sending.send import NotNow, require_still, send_job
from service.recipients.models import Recipient
from service.recipients.unsubscribe import unsubscribe
from service.recipients.wishes.wishes import Wishes, keep_wishes
from tests.factories import make_fact
from tests.service.content.leases import do
from tests.service.gifting.scene import Scene
from tests.service.outreach.postbox import Postbox

NOON = datetime(2027, 7, 12, 10, 0, tzinfo=UTC)


@pytest.fixture
def unanswered(invited: tuple[Scene, str], monkeypatch: pytest.MonkeyPatch) -> RecipientGift:
    """A gift whose invitation led to nothing, and another that its person told us they would rather have."""
    scene, message_id = invited
    monkeypatch.setattr(send, "utc_now", lambda: NOON)
    with transaction() as session:
        message = session.get_one(MailMessage, message_id)
        message.state, message.sent_at = "sent", NOON - AFTER
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        gift.status = "notified"
        session.get_one(Campaign, gift.campaign_id).expires_at = NOON + timedelta(days=20)
        session.get_one(Product, scene.others[0].id).interests = ["coffee"]
        session.get_one(Product, scene.others[0].id).revision += 1
        return gift


def tells_coffee(gift: RecipientGift) -> None:
    with transaction() as session:
        person = session.get_one(Recipient, gift.recipient_id)
        make_fact(session, person, "interest", "coffee", source="asked", confidence=1.0)


def written() -> list[tuple[str, str, str | None]]:
    with reading() as session:
        rows = session.scalars(select(MailMessage).where(MailMessage.kind != "invitation"))
        return sorted((row.kind, row.state, row.error_code) for row in rows)


def offer_id() -> str:
    with reading() as session:
        return session.scalars(select(MailMessage.id).where(MailMessage.kind == "swap_offer")).one()


def sell_out(scene: Scene, *names: int) -> None:
    with transaction() as session:
        for number in names:
            session.get_one(Product, scene.others[number].id).stock = 0


def test_where_something_else_is_likelier_to_be_kept_a_swap_is_offered_and_no_reminder(
    unanswered: RecipientGift,
) -> None:
    tells_coffee(unanswered)
    assert remind_people(NOON) == 1
    assert written() == [("swap_offer", "queued", None)]
    with reading() as session:
        chances = chances_now(session, session.get_one(RecipientGift, unanswered.id), NOON)
        row = session.scalars(select(NextDecision).where(NextDecision.at == NOON)).one()
        assert chances is not None
        assert chances.other > chances.own
        assert (row.kind, row.gift_id, row.why, row.next_kind) == ("swap", unanswered.id, "others_fit", "remind")
    assert remind_people(NOON + timedelta(days=6)) == 0


def test_where_nothing_else_is_likelier_they_are_reminded(unanswered: RecipientGift) -> None:
    assert remind_people(NOON) == 1
    assert written() == [("reminder", "queued", None)]


def test_a_new_sender_goes_slowly_with_it_as_with_a_reminder(unanswered: RecipientGift, postbox: Postbox) -> None:
    tells_coffee(unanswered)
    remind_people(NOON)
    with transaction() as session:
        session.query(MailMessage).filter_by(kind="invitation").update({"sent_at": NOON - timedelta(days=1)})
        address = str(session.get_one(Recipient, unanswered.recipient_id).email)
        assert [held_until(session, address, "reminder", NOON) for _ in range(FIRST_DAY)] == [None] * FIRST_DAY
    do(send_job, "outreach.send", offer_id())
    with reading() as session:
        waits = session.get_one(MailMessage, offer_id())
        assert (waits.state, waits.wait_code, postbox.mails) == ("queued", "warming_up", [])


def test_where_the_campaign_has_no_swaps_they_are_reminded(unanswered: RecipientGift) -> None:
    tells_coffee(unanswered)
    with transaction() as session:
        session.get_one(Campaign, unanswered.campaign_id).swap_limit = "none"
    assert remind_people(NOON) == 1
    assert written() == [("reminder", "queued", None)]


def test_it_names_what_is_free_in_their_language_without_a_price_and_counts_as_their_reminder(
    unanswered: RecipientGift, invited: tuple[Scene, str], postbox: Postbox
) -> None:
    tells_coffee(unanswered)
    remind_people(NOON)
    do(send_job, "outreach.send", offer_id())

    (mail,) = postbox.mails
    text, html = (part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")  # type: ignore[attr-defined]
    assert mail["Subject"] == "Nora Whitfield: dárek můžete vyměnit za jiný"
    for said in (text, html):
        assert "Místo něj si teď můžete vybrat:" in said
        assert "Other 0" in said
        assert "€" not in said
        assert "coffee" not in said
        assert links_of(unanswered).personal in said
    assert written() == [("swap_offer", "sent", None)]
    with reading() as session:
        assert session.scalars(select(Contact.purpose)).all() == ["reminder"]


def test_staff_read_it_without_what_their_answers_lead_to(unanswered: RecipientGift) -> None:
    tells_coffee(unanswered)
    remind_people(NOON)
    with reading() as session:
        message = session.get_one(MailMessage, offer_id())
        theirs, for_staff = letter_of(session, message), letter_of(session, message, for_staff=True)
    assert "Other 0" in theirs.text
    assert "Other 0" not in for_staff.text + for_staff.html
    assert for_staff.others == ()


def test_with_nothing_left_to_offer_it_does_not_leave_says_why_and_they_are_reminded(
    unanswered: RecipientGift, invited: tuple[Scene, str], postbox: Postbox
) -> None:
    tells_coffee(unanswered)
    remind_people(NOON)
    sell_out(invited[0], 0, 1)
    do(send_job, "outreach.send", offer_id())

    assert (postbox.mails, written()) == ([], [("swap_offer", "suppressed", "nothing_to_offer")])
    assert remind_people(NOON) == 1
    assert written() == [("reminder", "queued", None), ("swap_offer", "suppressed", "nothing_to_offer")]
    assert remind_people(NOON) == 0


def test_what_goes_while_it_is_drawn_is_named_to_nobody(unanswered: RecipientGift, invited: tuple[Scene, str]) -> None:
    tells_coffee(unanswered)
    remind_people(NOON)
    with reading() as session:
        named = letter_of(session, session.get_one(MailMessage, offer_id())).others
    require_still(offer_id(), named)
    sell_out(invited[0], 0)
    with pytest.raises(NotNow):
        require_still(offer_id(), named)
    with reading() as session:
        left = others_free(session, session.get_one(RecipientGift, unanswered.id), NOON)
        assert [product.id for product in left] == [invited[0].others[1].id]


def test_what_is_not_safe_for_them_is_offered_to_nobody(unanswered: RecipientGift, invited: tuple[Scene, str]) -> None:
    """A control: the same gift is offered while nobody avoids what is in it."""
    other = invited[0].others[0].id
    with transaction() as session:
        row = session.get_one(Product, other)
        row.materials = {**row.materials, "leather": "contains"}
        row.revision += 1
    with transaction() as session:
        gift = session.get_one(RecipientGift, unanswered.id)
        assert other in {product.id for product in others_free(session, gift, NOON)}
        make_fact(session, session.get_one(Recipient, gift.recipient_id), "diet", "vegan", source="asked")
        assert other not in {product.id for product in others_free(session, gift, NOON)}


@pytest.mark.parametrize(
    ("status", "why"), [("opened", "not_needed"), ("accepted", "not_needed"), ("declined", "not_needed")]
)
def test_whoever_opened_or_answered_is_offered_nothing(unanswered: RecipientGift, status: str, why: str) -> None:
    tells_coffee(unanswered)
    remind_people(NOON)
    with transaction() as session:
        session.get_one(RecipientGift, unanswered.id).status = status
    do(send_job, "outreach.send", offer_id())
    assert written() == [("swap_offer", "suppressed", why)]


def test_whoever_wants_no_reminder_or_nothing_at_all_has_no_offer_of_a_swap(unanswered: RecipientGift) -> None:
    tells_coffee(unanswered)
    remind_people(NOON)
    with transaction() as session:
        keep_wishes(session, session.get_one(Recipient, unanswered.recipient_id), Wishes(("reminder",)), None, NOON)
    do(send_job, "outreach.send", offer_id())
    assert written() == [("swap_offer", "suppressed", "topic")]


def test_whoever_unsubscribed_has_it_ended_in_the_queue(unanswered: RecipientGift) -> None:
    tells_coffee(unanswered)
    remind_people(NOON)
    with transaction() as session:
        unsubscribe(session, session.get_one(Recipient, unanswered.recipient_id), NOON)
    do(send_job, "outreach.send", offer_id())
    assert written() == [("swap_offer", "suppressed", "unsubscribed")]
