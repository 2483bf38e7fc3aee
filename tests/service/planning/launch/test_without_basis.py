"""Who lacks a basis that their country accepts is in no wave, by name; asked again with their row locked as a wave sets out."""

from __future__ import annotations

from threading import Thread

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.config import settings
from service.contact.may_write import may_write_at
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.jobs.models import Job
from service.outreach.by_hand.pass_on import make_card
from service.outreach.occasions.write_down import write_down
from service.planning.launch import set_out
from service.planning.launch.ready import companies_ready, count_ready, ready_gifts
from service.planning.launch.set_out import ask_waiting, launch_wave
from service.planning.people.without_basis import set_basis, without_basis
from service.recipients.lock import lock_person
from service.recipients.models import Recipient, TextNumber
from service.recipients.numbers.keep_number import keep_number
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_fact,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)
from tests.races import through_or_waiting


def campaign_with(*people: tuple[str, str, str | None], wave: int | None = None) -> Campaign:
    """People as (name, country, basis), each with a gift of their own."""
    with transaction() as session:
        made = make_campaign(session, make_workspace(session).id, status="running")
        for row, (name, country, basis) in enumerate(people, start=2):
            account = make_account(session, made.workspace_id, f"Company {row}")
            person = make_recipient(session, account, name, country=country, basis=basis)
            join(session, made, person, row)
            product = make_product(session, made.workspace_id, f"Gift {row}", regions=["CZ", "DE"])
            make_gift(session, made, person, product, wave=wave)
    return made


def statuses() -> dict[str, tuple[str, int | None]]:
    with reading() as session:
        rows = session.execute(
            select(Recipient.given_name, RecipientGift.status, RecipientGift.wave).join(
                RecipientGift, RecipientGift.recipient_id == Recipient.id
            )
        )
        return {name or "": (status, wave) for name, status, wave in rows}


@pytest.mark.usefixtures("database")
def test_only_who_may_be_written_to_is_ready_and_the_others_are_named() -> None:
    campaign = campaign_with(
        ("Jana", "CZ", None),
        ("Ute", "DE", "none"),
        ("Bernd", "DE", None),
        ("Mia", "DE", "agreed"),
        ("Uwe", "DE", "customer"),
    )
    with reading() as session:
        assert (count_ready(session, campaign), len(ready_gifts(session, campaign, None))) == (3, 3)
        lacking = without_basis(session, campaign)
    assert lacking is not None
    assert (lacking.people, lacking.where) == (2, "Germany")
    assert [name.split()[0] for _, name, _ in lacking.shown] == ["Ute", "Bernd"]


@pytest.mark.usefixtures("database")
def test_the_page_to_choose_a_wave_by_name_lists_exactly_who_could_be_in_one() -> None:
    campaign = campaign_with(("Jana", "CZ", None), ("Ute", "DE", "none"), ("Mia", "DE", "agreed"))
    with transaction() as session:
        seller = make_user(session, campaign.workspace_id, "seller")
        session.get_one(Campaign, campaign.id).seller_id = seller.id
    page = Console(seller).get(f"/campaigns/{campaign.id}/launch/people")
    assert (page.status_code, page.text.count('name="people"'), "2 people could be launched" in page.text) == (
        200,
        2,
        True,
    )
    assert [name in page.text for name in ("Jana", "Ute", "Mia")] == [True, False, True]


@pytest.mark.usefixtures("database")
def test_a_company_is_offered_with_those_alone_who_could_be_launched() -> None:
    """Ute has a company to herself: launching it would launch nobody."""
    campaign = campaign_with(("Jana", "CZ", None), ("Ute", "DE", "none"), ("Mia", "DE", "agreed"))
    with reading() as session:
        offered = [(name, people) for _, name, people in companies_ready(session, campaign)]
    assert offered == [("Company 2", 1), ("Company 4", 1)]


@pytest.mark.usefixtures("database")
def test_nobody_is_named_where_everybody_may_be_written_to() -> None:
    campaign = campaign_with(("Jana", "CZ", "none"), ("Mia", "DE", "agreed"))
    with reading() as session:
        assert without_basis(session, campaign) is None


@pytest.mark.usefixtures("database")
def test_whoever_confirmed_a_number_for_text_messages_has_consented_to_them_and_sets_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The number is a basis for that way only: a mail to the same person still needs one."""
    monkeypatch.setenv("HANDPICKED_TEXT_URL", "https://texts.example.com/messages")
    monkeypatch.setenv("HANDPICKED_TEXT_TOKEN", "x" * 16)
    settings.cache_clear()
    campaign = campaign_with(("Ute", "DE", "none"), ("Bernd", "DE", "none"), ("Uli", "DE", None), wave=1)
    with transaction() as session:
        people = {one.given_name: one for one in session.scalars(select(Recipient))}
        ute, bernd = people["Ute"], people["Bernd"]
        for person in (ute, bernd):
            make_fact(session, person, "channel", "text", source="asked")
            keep_number(session, person, "+4915112345678", AT)
        session.get_one(TextNumber, bernd.id).confirmed_at = None
    with reading() as session:
        answers = {way: may_write_at(session, ute, AT, "invitation", by=way).never for way in ("text", "mail")}
        assert answers == {"text": None, "mail": "channel"}
    launch_wave(transaction, campaign.id, 1, AT)
    assert statuses() == {"Ute": ("created", 1), "Bernd": ("draft", None), "Uli": ("draft", None)}
    with reading() as session:
        lacking = without_basis(session, campaign)
        assert lacking is not None
        assert [name.split()[0] for _, name, _ in lacking.shown] == ["Bernd", "Uli"]


@pytest.mark.usefixtures("database")
def test_a_basis_that_is_gone_when_the_wave_sets_out_takes_its_person_out_of_it() -> None:
    campaign = campaign_with(("Ute", "DE", "none"), ("Mia", "DE", "agreed"), wave=1)
    launch_wave(transaction, campaign.id, 1, AT)
    assert statuses() == {"Ute": ("draft", None), "Mia": ("created", 1)}


@pytest.mark.usefixtures("database")
def test_nobody_without_a_basis_is_asked_a_question_by_mail() -> None:
    campaign = campaign_with(("Ute", "DE", "none"))
    with transaction() as session:
        gift = session.scalars(select(RecipientGift)).one()
        gift.product_id, gift.hold_reason = None, "dietary_unknown"
        ask_waiting(session, campaign.id, 1)
    with reading() as session:
        assert session.scalars(select(Job.id).where(Job.kind == "outreach.ask")).all() == []


@pytest.mark.usefixtures("database")
def test_who_may_change_campaigns_says_why_somebody_may_be_written_to_and_then_they_are_ready() -> None:
    campaign = campaign_with(("Ute", "DE", "none"))
    with transaction() as session:
        person = session.scalars(select(Recipient.id)).one()
        owner = Actor(campaign.workspace_id, make_user(session, campaign.workspace_id).id, "owner")
        set_basis(session, person, "agreed", owner, AT)
    with reading() as session:
        assert count_ready(session, campaign) == 1
        assert session.scalars(select(AuditEntry.body).where(AuditEntry.act == "recipient.basis_set")).all() == [
            {"before": "none", "basis": "agreed"}
        ]


@pytest.mark.usefixtures("any_database")
@pytest.mark.parametrize("is_guarded", [True, False], ids=["asked again", "not asked"])
def test_a_withdrawal_at_the_moment_of_the_launch_is_either_seen_or_comes_after(
    monkeypatch: pytest.MonkeyPatch, *, is_guarded: bool
) -> None:
    """Whoever withdraws holds the person's row; the wave waits for it and asks again. Without asking it sets out all the same."""
    campaign = campaign_with(("Mia", "DE", "agreed"), wave=1)
    if not is_guarded:
        monkeypatch.setattr(set_out, "_with_basis", lambda _session, _campaign, gifts: list(gifts))
    with transaction() as session:
        person = lock_person(session, session.scalars(select(Recipient.id)).one())
        wave = Thread(target=launch_wave, args=(transaction, campaign.id, 1, AT))
        wave.start()
        through_or_waiting(lambda: not wave.is_alive())
        person.basis = "none"
    wave.join()
    assert statuses() == {"Mia": ("draft", None) if is_guarded else ("created", 1)}


@pytest.mark.usefixtures("database")
def test_who_may_not_be_mailed_sets_out_where_somebody_reaches_them_by_a_card_and_is_mailed_nothing() -> None:
    campaign = campaign_with(("Ute", "DE", "none"), ("Mia", "DE", "agreed"))
    with transaction() as session:
        seller = make_user(session, campaign.workspace_id, "seller")
        session.get_one(Campaign, campaign.id).seller_id = seller.id
    browser = Console(seller)
    assert "Reach them by printed card" in browser.get(f"/campaigns/{campaign.id}/launch").text
    assert browser.post(f"/campaigns/{campaign.id}/launch/by-card", by_card="yes").status_code == 303
    with transaction() as session:
        kept = session.get_one(Campaign, campaign.id)
        assert count_ready(session, kept) == 2
        for gift in session.scalars(select(RecipientGift)):
            gift.wave = 1
    launch_wave(transaction, campaign.id, 1, AT)
    assert {name: wave for name, (_, wave) in statuses().items()} == {"Ute": 1, "Mia": 1}
    with transaction() as session:
        ute = next(one for one in session.scalars(select(Recipient)) if one.given_name == "Ute")
        gift = session.scalars(select(RecipientGift).where(RecipientGift.recipient_id == ute.id)).one()
        written = write_down(session, gift, "invitation", AT)
        assert (written.state, written.error_code) == ("suppressed", "no_basis")
    page = browser.get(f"/campaigns/{campaign.id}/launch").text
    assert ("0 of 1 printed" in page, f"/running/{gift.id}/by-hand" in page) == (True, True)
    with transaction() as session:
        make_card(session, session.get_one(RecipientGift, gift.id), "bleed", actor_of(seller), AT)
    page = browser.get(f"/campaigns/{campaign.id}/launch").text
    assert ("1 of 1 printed" in page, f"/running/{gift.id}/by-hand" in page) == (True, False)
    with reading() as session:
        handed = session.scalars(select(AuditEntry).where(AuditEntry.act == "link.handed_over")).one()
        assert (handed.subject_id, handed.body) == (gift.id, {"reason": "card", "edition": "bleed", "link_version": 1})
    with transaction() as session:
        session.get_one(RecipientGift, gift.id).link_version = 2
    assert "0 of 1 printed" in browser.get(f"/campaigns/{campaign.id}/launch").text
    assert browser.post(f"/campaigns/{campaign.id}/launch/by-card", by_card="no").status_code == 303
    with reading() as session:
        acts = session.scalars(select(AuditEntry).where(AuditEntry.act == "campaign.changed").order_by(AuditEntry.at))
        assert [one.body for one in acts] == [{"reaches_by_card": True}, {"reaches_by_card": False}]
