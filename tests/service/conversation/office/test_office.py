"""An ethics office answers by the link on a statement: keep, share, return, and rules that nobody of the sender's can loosen."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from renderers.language.translations import LOCALES, text
from service.campaigns.models import Campaign
from service.content.erase import erase_person
from service.content.produce import produce_job
from service.content.stories.story import staff_story
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.company_rule import KIND, is_ruled_out
from service.gifting.models import GiftEvent, RecipientGift
from service.gifting.office_code import office_code
from service.gifting.request_statement import KIND as RESTATE
from service.gifting.undo import undo_answer
from service.jobs.models import Job
from service.recipients.gift_policy import set_rules, whole
from service.recipients.models import Account, ProfileFact, Recipient
from service.recipients.stated.keep import CORRECTED_WITHIN, Said, SofterRules, say_rules
from service.recipients.stated.models import CompanyPolicy
from service.workspaces.models import AuditEntry
from tests.service.content.leases import do
from tests.service.content.reading import everything, nonce_on
from tests.service.conversation.afterwards.after import bring_to
from tests.service.conversation.talk import Talk, letters


def path(talk: Talk) -> str:
    return f"/office/{office_code(talk.gift.id)}"


def page(talk: Talk, query: str = "") -> str:
    answer = talk.browser.get(path(talk) + query)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def press(talk: Talk, **fields: str) -> TestResponse:
    shown = talk.browser.get(path(talk)).text
    return talk.browser.post(path(talk), data={"nonce": nonce_on(shown)} | fields)


def gift_now(talk: Talk) -> RecipientGift:
    with reading() as session:
        return session.get_one(RecipientGift, talk.gift.id)


def account_now(talk: Talk) -> Account:
    with reading() as session:
        return session.get_one(Account, talk.gift.account_id)


def answers(talk: Talk) -> list[object]:
    with reading() as session:
        found = select(GiftEvent.body).where(GiftEvent.kind == "gift.office_answered").order_by(GiftEvent.id)
        return [body["answer"] for body in session.scalars(found)]


def test_looking_changes_nothing_and_tells_the_statement_but_no_food_and_no_address(talk: Talk) -> None:
    before = everything()
    shown = page(talk, "?language=en")
    product = talk.scene.products[0].texts["en"]
    assert (product["name"] in shown, "€44.00" in shown, talk.nora.name in shown) == (True, True, True)
    assert (product["inside"] in shown, "Praha" in shown, str(talk.scene.people[0].email) in shown) == (
        False,
        False,
        False,
    )
    assert everything() == before


@pytest.mark.parametrize("answer", ["keep", "share"])
def test_keep_and_share_stand_on_the_statement_and_leave_the_gift_to_its_person(talk: Talk, answer: str) -> None:
    do(produce_job, "content.statement", talk.gift.id)
    assert press(talk, answer=answer).status_code == 303
    gift = gift_now(talk)
    assert (gift.status, gift.office_answer, gift.office_product_id) == ("created", answer, gift.product_id)
    assert answers(talk) == [answer]
    day = text("en", f"statement.office.answered_{answer}", day="X").split("X")[1]
    assert day in unescape(talk.browser.get(f"/gift/{gift.id}/statement").text)
    with reading() as session:
        assert session.scalar(select(Job.kind).where(Job.kind == RESTATE, Job.subject_id == gift.id)) == RESTATE
    assert press(talk, answer=answer).status_code == 303
    assert answers(talk) == [answer]


def test_a_return_declines_for_good_and_writes_nothing_down_of_the_person(talk: Talk) -> None:
    assert press(talk, answer="return", way="decline").status_code == 303
    gift = gift_now(talk)
    assert (gift.status, gift.decline_reason, gift.office_answer) == ("declined", "gift_policy", "return")
    with transaction() as session:
        assert session.scalars(select(ProfileFact.kind)).all() == []
        with pytest.raises(Conflict):
            undo_answer(session, session.get_one(RecipientGift, gift.id), utc_now())
    assert press(talk, answer="keep").status_code == 409
    assert answers(talk) == ["return"]


@pytest.mark.parametrize(
    ("status", "way", "after"), [("ordered", "stop", "failed"), ("shipped", "send_back", "shipped")]
)
def test_a_return_moves_the_gift_from_where_it_is(talk: Talk, status: str, way: str, after: str) -> None:
    bring_to(talk, status)
    assert press(talk, answer="return", way=way).status_code == 303
    assert (gift_now(talk).status, gift_now(talk).office_answer) == (after, "return")
    assert [one.body for one in letters()] == ([text("en", "office.letter")] if way == "send_back" else [])


def test_a_gift_that_has_moved_on_is_told_and_nothing_is_half_done(talk: Talk) -> None:
    shown = talk.browser.get(path(talk)).text
    bring_to(talk, "ordered")
    before = everything()
    late = {"nonce": nonce_on(shown), "answer": "return", "way": "decline", "limit": "30"}
    answer = talk.browser.post(path(talk), data=late)
    assert (answer.status_code, text("en", "office.moved").split(". ", 1)[1] in unescape(answer.text)) == (
        409,
        True,
    )
    assert everything() == before


def test_rules_for_everybody_bind_every_later_plan_and_no_softer_rule_of_a_seller_wins(talk: Talk) -> None:
    assert press(talk, limit="30", no_alcohol="yes").status_code == 303
    account = account_now(talk)
    policy = {key: account.gift_policy[key] for key in ("cap_minor", "currency", "no_alcohol", "no_gifts")}
    assert policy == {"cap_minor": 3000, "currency": "EUR", "no_alcohol": True, "no_gifts": False}
    with transaction() as session:
        row = session.get_one(Account, account.id)
        set_rules(row, whole({"cap_minor": 90_000, "currency": "EUR"}), talk.nora.id, utc_now())
    assert (account_now(talk).gift_policy["cap_minor"], account_now(talk).gift_policy["no_alcohol"]) == (3000, True)
    with reading() as session:
        campaign, gift = session.get_one(Campaign, talk.gift.campaign_id), session.get_one(RecipientGift, talk.gift.id)
        assert is_ruled_out(session, campaign, gift, utc_now())
        assert session.scalar(select(Job.subject_id).where(Job.kind == KIND)) == account.id
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "account.rule_stated")).one()
        assert (entry.subject_id, entry.user_id, entry.body["origin"]) == (account.id, None, "office")


def test_what_the_office_lets_pass_goes_before_its_own_rule_until_it_is_swapped(talk: Talk) -> None:
    assert press(talk, answer="keep", limit="30").status_code == 303
    with reading() as session:
        campaign, gift = session.get_one(Campaign, talk.gift.campaign_id), session.get_one(RecipientGift, talk.gift.id)
        assert not is_ruled_out(session, campaign, gift, utc_now())
        gift.office_product_id = None
        assert is_ruled_out(session, campaign, gift, utc_now())


def test_the_same_link_may_correct_itself_for_an_hour_and_is_never_softer_later(talk: Talk) -> None:
    at = utc_now()
    with transaction() as session:
        account = session.get_one(Account, talk.gift.account_id)
        say_rules(session, account, Said("office", {"cap_minor": 300, "currency": "EUR"}, gift_id=talk.gift.id), at)
        assert account.gift_policy["cap_minor"] == 300
        softer = Said("office", {"cap_minor": 3000, "currency": "EUR"}, gift_id=talk.gift.id)
        say_rules(session, account, softer, at + CORRECTED_WITHIN)
        assert account.gift_policy["cap_minor"] == 3000
        with pytest.raises(SofterRules):
            say_rules(session, account, Said("office", {}, gift_id=talk.gift.id), at + CORRECTED_WITHIN * 3)
        assert account.gift_policy["cap_minor"] == 3000
        kept = session.execute(select(CompanyPolicy.end).order_by(CompanyPolicy.said_at)).scalars().all()
        assert kept == ["replaced", None]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"answer": "none"}, "nothing"),
        ({"answer": "burn"}, "nothing"),
        ({"limit": "thirty"}, "sum"),
        ({"limit": "0"}, "sum"),
        ({"answer": "keep", "limit": "-3"}, "sum"),
    ],
)
def test_what_cannot_be_read_is_told_with_nothing_saved(talk: Talk, fields: dict[str, str], key: str) -> None:
    before = everything()
    answer = press(talk, **fields)
    assert answer.status_code == 422
    assert text("en", f"office.{key}").split(". ", 1)[1] in unescape(answer.text)
    assert everything() == before


def test_without_the_form_we_drew_nothing_is_taken(talk: Talk) -> None:
    assert talk.browser.post(path(talk), data={"answer": "keep", "nonce": "1.2"}).status_code == 409
    assert gift_now(talk).office_answer is None


def test_a_code_that_is_nobodys_or_of_somebody_erased_opens_nothing(talk: Talk) -> None:
    code = office_code(talk.gift.id)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert talk.browser.get(f"/office/{wrong}").status_code == 410
    assert talk.browser.post("/office", data={"code": wrong}).status_code == 404
    typed = talk.browser.post("/office", data={"code": code.replace("-", " ").lower()})
    assert (typed.status_code, f"/office/{code}" in typed.location) == (303, True)
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, talk.gift.recipient_id), utc_now())
    assert talk.browser.get(path(talk)).status_code == 410


def test_staff_who_look_at_a_statement_hold_no_link_of_the_office(talk: Talk) -> None:
    with reading() as session:
        gift = session.get_one(RecipientGift, talk.gift.id)
        assert staff_story(session, gift, is_statement=True).links.office is None


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_speaks_every_language(talk: Talk, locale: str) -> None:
    shown = page(talk, f"?language={locale}")
    assert f'lang="{locale}"' in shown
    assert text(locale, "office.press") in shown.replace("\u00a0", " ")
