"""A mail address is corrected: old links end, new mails go to the new one, and the person stays who they are."""

from __future__ import annotations

import html
import re
from threading import Barrier

import pytest
from sqlalchemy import select, update

from service.campaigns.models import Campaign
from service.contact.models import Suppression
from service.contact.suppressed import is_suppressed, suppress
from service.content.erase import erase_person
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput, NotFound
from service.gifting.accept import accept_gift
from service.gifting.models import RecipientGift
from service.gifting.open import open_gift
from service.jobs.models import Job
from service.outreach.models import MailMessage
from service.outreach.sending.let_go import let_go
from service.planning.launch.figures import FiguresChanged
from service.planning.workspace.address import correct_address, open_gifts
from service.recipients.facts.fact import remember
from service.recipients.models import ProfileFact, Recipient
from service.recipients.search.find import people_found
from service.recipients.sources.basis import stated_of
from service.security.encryption import address_hash
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import AT, make_account, make_findable, make_recipient, make_user, owner_of
from tests.races import all_at_once
from tests.service.gifting.scene import money, stock
from tests.service.outreach.returns.letters import TO, arf, dsn, reply
from tests.service.outreach.returns.sent import Sent, bring, delivery, mail, person, sent, suppressions

NEW = "ana.new@kestrel.example"
FORM = {"email": NEW, "basis": "customer", "source": "their signature"}


def handed_over(**gift: object) -> Sent:
    """An invitation that has left for the old address."""
    one = sent(**gift)  # type: ignore[arg-type]
    with transaction() as session:
        session.get_one(MailMessage, one.message_id).addressed_to = address_hash(TO)
    return one


def stamp(one: Sent) -> str:
    with reading() as session:
        return open_gifts(session, session.get_one(Recipient, one.person_id), utc_now()).stamp


def correct(one: Sent, seen: str | None = None, **typed: str) -> None:
    seen = stamp(one) if seen is None else seen
    with transaction() as session:
        correct_address(session, one.person_id, FORM | typed, seen, owner_of(one.scene.workspace_id), utc_now())


def test_what_came_back_is_corrected_and_everything_follows(database: str) -> None:
    one = handed_over()
    with transaction() as session:
        remember(session, session.get_one(Recipient, one.person_id), "diet", "vegan", "asked", AT)
    bring(dsn(one.message_id))
    assert (delivery(one), suppressions()) == ("undeliverable", [("bounced", "5.1.1")])
    before = (reserved(one), shelf(one))

    correct(one)

    with reading() as session:
        gift = session.get_one(RecipientGift, one.gift_id)
        they = session.get_one(Recipient, one.person_id)
        assert (they.email, they.email_hash, they.basis) == (NEW, address_hash(NEW), "customer")
        assert (gift.link_version, gift.delivery_status) == (2, "unsent")
        assert session.scalars(select(Job.version).where(Job.kind == "outreach.resend")).all() == [2]
        told = session.scalars(select(ProfileFact).where(ProfileFact.recipient_id == they.id)).all()
        assert [(fact.kind, fact.value, fact.source) for fact in told if fact.kind == "diet"] == [
            ("diet", "vegan", "asked")
        ]
        assert [(said.basis, said.source) for said in stated_of(session, they.id)][:1] == [
            ("customer", "their signature")
        ]
        assert not is_suppressed(session, one.scene.workspace_id, they.email_hash)
        assert is_suppressed(session, one.scene.workspace_id, address_hash(TO))
        lines = session.scalars(select(AuditEntry).where(AuditEntry.act == "recipient.address_corrected")).all()
        assert [line.body for line in lines] == [{"basis": "customer", "renewed": 1, "asked": 0, "kept": 0}]
        found = select(Recipient.id).where(people_found(session, one.scene.workspace_id, "ana.new"))
        assert session.scalars(found).all() == [one.person_id]
    assert (reserved(one), shelf(one)) == before


def reserved(one: Sent) -> tuple[int, int]:
    with reading() as session:
        return money(session, one.scene.campaign)


def shelf(one: Sent) -> int:
    with reading() as session:
        return stock(session, one.scene.products[0])


def test_what_comes_back_later_speaks_of_the_old_address_alone(database: str) -> None:
    one = handed_over()
    correct(one)
    bring(dsn(one.message_id))
    assert (delivery(one), suppressions()) == ("unsent", [("bounced", "5.1.1")])
    with reading() as session:
        assert session.scalars(select(Suppression.email_hash)).all() == [address_hash(TO)]
    bring(arf(one.message_id))
    assert (person(one).unsubscribed_at, delivery(one)) == (None, "unsent")
    assert suppressions() == [("complained", "5.1.1")] or suppressions() == [("complained", None)]


def test_words_from_the_old_address_are_not_heard_as_theirs(database: str) -> None:
    one = handed_over()
    correct(one)
    bring(reply(one.message_id, "Thank you. I am vegan."))
    with reading() as session:
        facts = session.scalars(select(ProfileFact.value).where(ProfileFact.recipient_id == one.person_id)).all()
    assert "vegan" not in facts
    assert mail(one) == ("sent", None)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"email": "nobody"}, "email", ""),
        ({"email": f" {TO.upper()} "}, "email", "the address we have"),
        ({"email": "taken@kestrel.example"}, "email", "Someone else in this workspace has this address"),
        ({"email": "gone@kestrel.example"}, "email", "wants no more gifts"),
        ({"email": "dead@kestrel.example"}, "email", "bounced before"),
        ({"email": "x" * 500}, "email", "at most 400"),
        ({"basis": ""}, "basis", "Say why you may write"),
        ({"source": " "}, "source", "Say where you have"),
    ],
)
def test_what_cannot_be_used_is_told_at_its_field_and_nothing_is_changed(
    database: str, typed: dict[str, str], field: str, sentence: str
) -> None:
    one = handed_over()
    with transaction() as session:
        account = make_account(session, one.scene.workspace_id, "Kestrel")
        make_recipient(session, account, "Bo", email="taken@kestrel.example")
        make_recipient(session, account, "Cy", email="gone@kestrel.example", unsubscribed_at=AT)
        suppress(session, one.scene.workspace_id, address_hash("dead@kestrel.example"), "bounced", AT)
    with pytest.raises(InvalidInput) as refused:
        correct(one, **typed)
    assert (refused.value.param, sentence in refused.value.sentence) == (field, True)
    with reading() as session:
        assert session.get_one(RecipientGift, one.gift_id).link_version == 1
        assert session.get_one(Recipient, one.person_id).email == TO
        assert session.scalars(select(AuditEntry)).all() == []


def test_a_country_that_asks_for_consent_gets_no_new_address_without_one(database: str) -> None:
    one = handed_over()
    with transaction() as session:
        session.get_one(Recipient, one.person_id).country = "DE"
    with pytest.raises(InvalidInput, match="asks for consent"):
        correct(one, basis="none")
    correct(one, basis="agreed")
    assert person(one).basis == "agreed"


def test_whoever_wants_no_mail_takes_that_back_alone(database: str) -> None:
    one = handed_over()
    bring(arf(one.message_id))
    with pytest.raises(Conflict, match="Only they can take that back"):
        correct(one)
    assert person(one).email == TO


def test_an_erasure_leaves_no_hash_of_an_address_that_they_had_before(database: str) -> None:
    one = handed_over()
    bring(dsn(one.message_id))
    correct(one)
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, one.person_id), utc_now())
    with transaction() as session:
        let_go(one.person_id, session)
    with reading() as session:
        assert session.scalars(select(MailMessage.addressed_to)).all() == [None]
        assert session.scalars(select(Suppression)).all() == []
    with pytest.raises(NotFound):
        correct(one, seen="")


def test_a_question_that_came_back_is_asked_again_with_a_new_link(database: str) -> None:
    one = sent(
        "question", "failed", status="created", product_id=None, hold_reason="dietary_unknown", is_reserved=False
    )
    correct(one)
    assert mail(one) == ("queued", None)
    with reading() as session:
        assert session.get_one(RecipientGift, one.gift_id).link_version == 2


def test_the_page_says_what_follows_before_the_press_and_a_seller_sees_their_own_people_only(database: str) -> None:
    one = handed_over(opened_at=AT)
    with transaction() as session:
        seller = make_user(session, one.scene.workspace_id, "seller")
        other = make_user(session, one.scene.workspace_id, "seller")
        session.get_one(Campaign, one.scene.campaign.id).seller_id = seller.id
        make_findable(session, session.get_one(Recipient, one.person_id))
    browser, path = Console(seller), f"/people/{one.person_id}/email"
    page = html.unescape(browser.get(path).text)
    told = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "New links 1 the old ones stop at once" in told
    assert "nothing more, nothing released" in told
    assert "Someone has opened one of these gifts with the old link." in told
    assert Console(other).get(path).status_code == 404
    assert f'href="{path}"' in browser.get(f"/people/{one.person_id}").text
    seen = re.findall(r'name="seen" value="([0-9a-f]+)"', page)[0]
    assert browser.post(path, seen=seen, **(FORM | {"email": "x"})).status_code == 422
    done = browser.post(path, seen=seen, **FORM)
    assert done.location == f"/people/{one.person_id}"
    assert "The address is corrected." in browser.get(done.location).text
    assert browser.post(path, seen=seen, **(FORM | {"email": "b@kestrel.example"})).status_code == 409


def test_a_yes_and_a_correction_at_one_moment_never_end_the_link_of_a_gift_that_was_accepted(any_database: str) -> None:
    one = handed_over(status="opened", opened_at=AT)
    seen, before = stamp(one), (reserved(one), shelf(one))

    def say_yes() -> None:
        with transaction() as session:
            accept_gift(session, session.get_one(RecipientGift, one.gift_id), utc_now())

    all_at_once([say_yes, lambda: _corrected(one, seen)])

    with reading() as session:
        gift = session.get_one(RecipientGift, one.gift_id)
        they = session.get_one(Recipient, one.person_id)
        # Either the yes came first, and the page that was looked at is out of date; or the link was renewed before it.
        assert (they.email, gift.link_version) in {(TO, 1), (NEW, 2)}
        assert gift.status == "accepted"
    assert (reserved(one), shelf(one)) == before


def _corrected(one: Sent, seen: str) -> None:
    try:
        correct(one, seen)
    except FiguresChanged as changed:
        raise Conflict(changed.sentence) from None


def test_without_the_guard_a_correction_ends_the_link_of_somebody_who_has_just_said_yes(any_database: str) -> None:
    one = handed_over(status="opened", opened_at=AT)
    looked, over = Barrier(2), Barrier(2)

    def correct_unguarded() -> None:
        with reading() as session:
            status = session.get_one(RecipientGift, one.gift_id).status
        looked.wait()
        over.wait()
        assert status == "opened"
        with transaction() as session:
            session.execute(update(RecipientGift).where(RecipientGift.id == one.gift_id).values(link_version=2))

    def say_yes() -> None:
        looked.wait()
        with transaction() as session:
            gift = session.get_one(RecipientGift, one.gift_id)
            open_gift(session, gift, utc_now())
            accept_gift(session, gift, utc_now())
        over.wait()

    assert all_at_once([correct_unguarded, say_yes]) == 2
    with reading() as session:
        gift = session.get_one(RecipientGift, one.gift_id)
        assert (gift.status, gift.link_version) == ("accepted", 2)


def test_of_two_people_who_are_given_one_address_at_one_moment_one_gets_it(any_database: str) -> None:
    one = handed_over()
    with transaction() as session:
        other = make_recipient(session, make_account(session, one.scene.workspace_id, "Kestrel"), "Bo")
        seen = {other.id: open_gifts(session, other, utc_now()).stamp, one.person_id: stamp(one)}

    def give(person_id: str) -> None:
        with transaction() as session:
            correct_address(session, person_id, FORM, seen[person_id], owner_of(one.scene.workspace_id), utc_now())

    assert all_at_once([lambda: give(other.id), lambda: give(one.person_id)]) == 1
    with reading() as session:
        assert session.scalars(select(Recipient.id).where(Recipient.email_hash == address_hash(NEW))).one() in seen


def test_two_corrections_at_one_moment_are_one(any_database: str) -> None:
    one = handed_over()
    seen = stamp(one)
    acts = [lambda: _corrected(one, seen)] * 4
    assert all_at_once(acts) == 1
    with reading() as session:
        assert session.get_one(RecipientGift, one.gift_id).link_version == 2
        acts_told = session.scalars(select(AuditEntry.act).where(AuditEntry.act == "recipient.address_corrected")).all()
        assert len(acts_told) == 1
