"""The statement's page is true at every look, keeps every version, and says what can be done."""

from __future__ import annotations

from html import unescape

import pytest
from sqlalchemy import select

from renderers.language.translations import text
from renderers.statement.pdf.read_back import words_of
from service.content.draw_statement_again import restate_job
from service.content.models import StatementVersion
from service.content.produce import produce_job
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.gifting.request_statement import KIND
from service.jobs.models import Job
from service.recipients.models import Account
from tests.service.content.leases import do
from tests.service.content.reading import everything, nonce_on, status
from tests.service.conversation.afterwards.after import bring_to, page
from tests.service.conversation.talk import Talk, letters


def draw_first(talk: Talk) -> None:
    do(produce_job, "content.statement", talk.gift.id)


def draw_again(talk: Talk) -> None:
    """What the worker does with the newest wish."""
    with reading() as session:
        version = max(session.scalars(select(Job.version).where(Job.kind == KIND, Job.subject_id == talk.gift.id)))
    do(restate_job, KIND, talk.gift.id, version)


def versions() -> list[tuple[int, str]]:
    with reading() as session:
        rows = session.scalars(select(StatementVersion).order_by(StatementVersion.number))
        return [(row.number, row.state) for row in rows]


def test_page_and_paper_say_the_true_state_before_any_worker_has_drawn_it(talk: Talk) -> None:
    draw_first(talk)
    assert "<dd>Offered</dd>" in page(talk, "statement")
    bring_to(talk, "shipped")
    before = everything()
    shown = page(talk, "statement")
    assert (text("en", "statement.state.shipped") in shown, "<dd>Offered</dd>" in shown) == (True, False)
    paper = talk.browser.get(f"/gift/{talk.gift.id}/statement.pdf")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    assert "Offered" not in words_of(paper.data)
    assert everything() == before


def test_every_version_stays_with_its_number_and_its_hash(talk: Talk) -> None:
    draw_first(talk)
    bring_to(talk, "accepted")
    draw_again(talk)
    draw_again(talk)
    assert versions() == [(1, "open"), (2, "accepted")]
    shown = page(talk, "statement")
    assert ("Version 1" in shown, "Version 2" in shown) == (True, True)
    with reading() as session:
        for row in session.scalars(select(StatementVersion)):
            assert row.files["body"]["sha256"] in shown
    with talk.browser.get(f"/gift/{talk.gift.id}/statement/1.pdf") as first:
        assert (first.status_code, "Offered" in words_of(first.data)) == (200, True)
    for number in ("3", "9" * 40):
        assert talk.browser.get(f"/gift/{talk.gift.id}/statement/{number}.pdf").status_code == 410


def test_an_answer_is_undone_on_the_statement(talk: Talk) -> None:
    bring_to(talk, "accepted")
    shown = page(talk, "statement")
    pressed = talk.browser.post(f"/gift/{talk.gift.id}/undo", data={"nonce": nonce_on(shown)})
    assert (pressed.status_code, status(talk.gift)) == (303, "opened")
    assert "Report a mistake" in shown


@pytest.mark.parametrize(
    ("where", "way", "then"),
    [
        ("accepted", "decline", "declined"),
        ("ordered", "stop", "failed"),
        ("shipped", "send_back", "shipped"),
        ("delivered", "send_back", "delivered"),
    ],
)
def test_a_company_that_says_no_has_what_the_page_said(talk: Talk, where: str, way: str, then: str) -> None:
    bring_to(talk, where)
    shown = page(talk, "office")
    pressed = talk.browser.post(f"/gift/{talk.gift.id}/office", data={"nonce": nonce_on(shown), "way": way})
    assert (pressed.status_code, pressed.location) == (303, f"/gift/{talk.gift.id}/office?notice=office_{way}#done")
    assert status(talk.gift) == then
    assert [one.body for one in letters()] == (
        ["My company’s policy doesn’t allow this gift. I’m sending it back."] if way == "send_back" else []
    )
    with reading() as session:
        reason = session.get_one(RecipientGift, talk.gift.id).decline_reason
    assert reason == (None if way == "send_back" else "gift_policy")


def test_before_any_answer_it_is_declined_at_once(talk: Talk) -> None:
    shown = page(talk, "office")
    talk.browser.post(f"/gift/{talk.gift.id}/office", data={"nonce": nonce_on(shown), "way": "decline"})
    assert status(talk.gift) == "declined"


def test_a_page_that_is_out_of_date_changes_nothing(talk: Talk) -> None:
    bring_to(talk, "accepted")
    nonce = nonce_on(page(talk, "office"))
    with transaction() as session:
        session.get_one(RecipientGift, talk.gift.id).undo_until = None
    bring_on = everything()
    pressed = talk.browser.post(f"/gift/{talk.gift.id}/office", data={"nonce": nonce, "way": "decline"})
    assert (pressed.status_code, "Nothing has changed." in unescape(pressed.text)) == (409, True)
    assert everything() == bring_on


def test_where_the_office_says_no_a_rule_of_the_whole_company_can_be_proposed(talk: Talk) -> None:
    bring_to(talk, "shipped")
    shown = page(talk, "office")
    nonce = nonce_on(talk.browser.get(f"/gift/{talk.gift.id}/office").text)
    where = f"/gift/{talk.gift.id}/office"
    unread = talk.browser.post(where, data={"nonce": nonce, "rule": "limit", "limit": "a lot"}, follow_redirects=True)
    before = _proposed(talk)
    noted = talk.browser.post(where, data={"nonce": nonce, "rule": "limit", "limit": "25"}, follow_redirects=True)

    with reading() as session:
        account = session.get_one(Account, talk.gift.account_id).name
    assert text("en", "decline.rule.title", account=account) in shown
    assert "Nothing was changed." in unescape(unread.text)
    assert before == {}
    assert "The rule is in force for gifts at your company" in unescape(noted.text)
    assert _proposed(talk)["limits"]["value"]["cap_minor"] == 2500
    # What was said yes to stays.
    assert status(talk.gift) == "shipped"


def _proposed(talk: Talk) -> dict[str, dict[str, dict[str, int]]]:
    with reading() as session:
        return dict(session.get_one(Account, talk.gift.account_id).proposed_policy)
