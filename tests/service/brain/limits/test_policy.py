"""Limits over all campaigns: only tighter than the house's, audited, and asked before every message."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from service.brain.deciding.decide_for import decide_for
from service.brain.limits.figures import figures_of
from service.brain.limits.set_policy import end_pause, pause_account, policy_in_force, set_policy
from service.config import settings
from service.contact.caps import note_contact
from service.contact.may_write import Answer, known_of, may_write_at
from service.contact.models import AccountPause, Contact, ContactPolicy
from service.contact.whole.policy import whole_of
from service.contact.wishes.terms import Channel
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from service.gifting.models import RecipientGift
from service.recipients.facts.fact import remember
from service.recipients.models import Account
from service.recipients.numbers.keep_number import keep_number
from service.workspaces.actor import Actor
from service.workspaces.models import AuditEntry, User
from tests.console import Console
from tests.factories import make_account, make_recipient, make_user
from tests.service.brain.people import AT, DAY, Two, happened, mailed, make_two, who

HOUSE = {
    "message_days": 3,
    "question_days": 14,
    "account_messages": 60,
    "ignored": 2,
    "ignored_days": 30,
    "quiet_days": 60,
    "mail_messages": 10,
    "text_messages": 4,
}


@pytest.fixture
def two(database: str) -> Two:
    with transaction() as session:
        return make_two(session)


@pytest.fixture
def owner(two: Two) -> User:
    with transaction() as session:
        return make_user(session, two.workspace_id)


def answer(two: Two) -> Answer:
    with reading() as session:
        gift = session.get_one(RecipientGift, two.second)
        return may_write_at(session, who(session, two), AT, "invitation", gift)


def act(two: Two) -> Actor:
    return Actor(two.workspace_id, None, "owner")


def colleague_mailed(two: Two, days: float) -> None:
    with transaction() as session:
        colleague = make_recipient(session, session.get_one(Account, two.account_id), "Petr")
        session.add(
            Contact(
                workspace_id=two.workspace_id,
                recipient_id=colleague.id,
                gift_id=two.first,
                message_id=f"msg_{days}",
                purpose="invitation",
                at=AT - days * DAY,
            )
        )


def test_where_nothing_is_set_the_houses_limits_hold(two: Two) -> None:
    with reading() as session:
        assert policy_in_force(session, two.workspace_id) == HOUSE
    assert answer(two) == Answer()


def test_an_account_has_its_messages_over_all_campaigns_and_people(two: Two) -> None:
    with transaction() as session:
        set_policy(session, act(two), {**HOUSE, "account_messages": 2}, AT)
    colleague_mailed(two, 6)
    assert answer(two) == Answer()
    colleague_mailed(two, 5)
    assert answer(two) == Answer(None, "account_cap", AT + DAY)


def sent_by(two: Two, way: str, days: int) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, two.first)
        note_contact(session, gift, f"msg_{way}_{days}", "invitation", AT - days * DAY, way)
        happened(session, two.first, "gift.opened", AT - days * DAY)


def by(two: Two, way: Channel) -> Answer:
    with reading() as session:
        whole = whole_of(session, who(session, two), AT)
        known = known_of(session, who(session, two), AT)
        known.whole = whole
        gift = session.get_one(RecipientGift, two.second)
        return may_write_at(session, who(session, two), AT, "invitation", gift, by=way, known=known)


def test_each_channel_has_a_limit_of_its_own_over_all_campaigns(two: Two) -> None:
    with transaction() as session:
        set_policy(session, act(two), {**HOUSE, "mail_messages": 2, "text_messages": 1}, AT)
    sent_by(two, "mail", 29)
    sent_by(two, "text", 12)
    assert by(two, "mail") == Answer()
    sent_by(two, "mail", 5)
    assert by(two, "mail") == Answer(None, "channel_cap", AT + DAY)
    sent_by(two, "card", 4)  # a colleague's: counted among their messages, and in no channel's limit
    assert by(two, "mail") == Answer(None, "channel_cap", AT + DAY)


def test_a_text_message_has_the_tighter_limit_and_an_email_still_goes(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANDPICKED_TEXT_URL", "https://texts.example.com/messages")
    monkeypatch.setenv("HANDPICKED_TEXT_TOKEN", "x" * 16)
    settings.cache_clear()
    for days in (28, 20, 12, 4):
        sent_by(two, "text", days)
    assert by(two, "mail") == Answer()
    with transaction() as session:
        remember(session, who(session, two), "channel", "text", "asked", AT - 40 * DAY)
        keep_number(session, who(session, two), "+420601123456", AT)
    assert by(two, "text") == Answer(None, "channel_cap", AT + 2 * DAY)
    settings.cache_clear()


def test_what_a_channel_has_no_room_for_is_capped_and_counted(two: Two) -> None:
    with transaction() as session:
        set_policy(session, act(two), {**HOUSE, "mail_messages": 1}, AT)
    sent_by(two, "mail", 5)
    with transaction() as session:
        made = decide_for(session, who(session, two), AT, "due", only_messages=True)[0].decision
    assert {(one.code, one.detail) for one in made.blocked if one.action.kind == "send"} == {("capped", "channel_cap")}
    with reading() as session:
        figures = figures_of(session, two.workspace_id, AT)
    assert (figures.by_way, figures.capped) == ({"mail": 1}, {"channel_cap": 2})


@pytest.mark.parametrize(
    "wanted",
    [
        {"account_messages": 61},
        {"account_messages": 0},
        {"message_days": 2},
        {"ignored": 3},
        {"ignored_days": 29},
        {"quiet_days": 59},
        {"mail_messages": 11},
        {"text_messages": 5},
        {"text_messages": 0},
    ],
)
def test_no_limit_is_looser_than_the_houses(two: Two, wanted: dict[str, int]) -> None:
    with pytest.raises(InvalidInput), transaction() as session:
        set_policy(session, act(two), {**HOUSE, **wanted}, AT)
    with reading() as session:
        assert session.scalars(select(ContactPolicy)).all() == []


def test_a_change_is_audited_with_what_was_before(two: Two) -> None:
    with transaction() as session:
        assert set_policy(session, act(two), {**HOUSE, "quiet_days": 90}, AT)
        assert not set_policy(session, act(two), {**HOUSE, "quiet_days": 90}, AT)
    with reading() as session:
        [line] = session.scalars(select(AuditEntry).where(AuditEntry.act == "contact_policy.set")).all()
        assert line.body == {"quiet_days": [60, 90]}


def test_silence_to_two_messages_is_quiet_for_60_days(two: Two) -> None:
    with transaction() as session:
        mailed(session, two.first, "invitation", AT - 20 * DAY)
        mailed(session, two.first, "reminder", AT - 10 * DAY)
    assert answer(two) == Answer(None, "ignored", AT + 50 * DAY)


def test_replies_and_warnings_pass_the_accounts_limit_its_pause_and_the_quiet(two: Two) -> None:
    with transaction() as session:
        mailed(session, two.first, "invitation", AT - 20 * DAY)
        mailed(session, two.first, "reminder", AT - 10 * DAY)
        set_policy(session, act(two), {**HOUSE, "account_messages": 1}, AT)
        pause_account(session, act(two), two.account_id, date(2027, 5, 1), "complaint", AT)
    colleague_mailed(two, 1)
    with reading() as session:
        for purpose in ("reply", "confirmation", "recall", "safety_notice"):
            assert may_write_at(session, who(session, two), AT, purpose) == Answer()  # type: ignore[arg-type]  # purposes


def test_a_pause_holds_everybody_there_until_its_day_or_its_end(two: Two) -> None:
    with transaction() as session:
        pause_account(session, act(two), two.account_id, date(2027, 4, 30), "contract_talks", AT)
    found = answer(two)
    assert found.later == "account_paused"
    with transaction() as session:
        end_pause(session, act(two), two.account_id, AT)
    assert answer(two) == Answer()
    with pytest.raises(NotFound), transaction() as session:
        end_pause(session, act(two), two.account_id, AT)


def test_no_other_workspaces_account_is_paused(two: Two) -> None:
    with transaction() as session:
        other = make_account(session, make_two(session).workspace_id, "Elsewhere")
        with pytest.raises(NotFound):
            pause_account(session, act(two), other.id, date(2027, 4, 30), "other", AT)
        assert session.scalars(select(AccountPause)).all() == []


def test_the_page_sets_limits_and_pauses_and_refuses_in_words(two: Two, owner: User) -> None:
    console = Console(owner)
    assert "Quiet after messages nobody opened or answered" in console.get("/contact-policy").get_data(as_text=True)
    form = {name: str(value) for name, value in HOUSE.items()}
    refused = console.post("/contact-policy", **{**form, "quiet_days": "7"})
    assert refused.status_code == 422 and "This limit goes from 60 to 366." in refused.get_data(as_text=True)
    assert console.post("/contact-policy", **{**form, "quiet_days": "61"}).status_code == 303
    with reading() as session:
        assert policy_in_force(session, two.workspace_id)["quiet_days"] == 61
    until = (utc_now() + 5 * DAY).date().isoformat()
    unknown = console.post("/contact-policy/pauses", account="Nobody", until=until, reason="other")
    assert unknown.status_code == 422 and "No company has this name" in unknown.get_data(as_text=True)
    assert (
        console.post("/contact-policy/pauses", account="vltava robotics", until=until, reason="other").status_code
        == 303
    )
    assert "Vltava Robotics" in console.get("/contact-policy").get_data(as_text=True)
    assert console.post("/contact-policy/pauses", end=two.account_id).status_code == 303
