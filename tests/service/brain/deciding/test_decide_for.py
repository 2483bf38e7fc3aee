"""One decision over all campaigns, stored so that it can be made again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from service.brain.deciding.decide_for import decide_for, weigh
from service.brain.deciding.gather import state_of
from service.brain.deciding.models import CappedMessage, NextDecision
from service.brain.levers.set_lever import set_levers
from service.contact.may_write import known_of
from service.contact.models import AccountPause
from service.db.connect import engine, reading, transaction
from service.decisions.next_action.record import recompute, written
from service.gifting.models import RecipientGift
from service.recipients.wishes.wishes import Wishes, keep_wishes
from service.workspaces.actor import system
from tests.factories import make_fact
from tests.service.brain.people import AT, DAY, Two, happened, mailed, make_two, who


@pytest.fixture
def two(database: str) -> Two:
    with transaction() as session:
        return make_two(session)


def winner(two: Two, *, only_messages: bool = True) -> tuple[str, str | None]:
    with reading() as session:
        best = weigh(session, who(session, two), AT, only_messages=only_messages).decision.winner
        return best.action.kind, best.action.gift_id


def blocked(two: Two, kind: str) -> set[tuple[str | None, str, str | None]]:
    with reading() as session:
        made = weigh(session, who(session, two), AT).decision
        return {(one.action.gift_id, one.code, one.detail) for one in made.blocked if one.action.kind == kind}


def test_of_two_campaigns_the_better_message_wins_and_the_other_is_capped(two: Two) -> None:
    with transaction() as session:
        mailed(session, two.first, "invitation", AT - 8 * DAY)
        session.get_one(RecipientGift, two.first).status = "notified"
    with transaction() as session:
        weighed, decision_id = decide_for(session, who(session, two), AT, "due", only_messages=True)
    assert (weighed.decision.winner.action.kind, weighed.decision.winner.action.gift_id) == ("send", two.second)
    with reading() as session:
        capped = session.scalars(select(CappedMessage)).one()
        assert (capped.kind, capped.gift_id, capped.kept, capped.code) == ("remind", two.first, "send", "better_one")
        assert capped.decision_id == decision_id


def test_a_stored_decision_recomputes_byte_for_byte(two: Two) -> None:
    with transaction() as session:
        make_fact(session, who(session, two), "motive", "sport", source="asked")
        happened(session, two.first, "gift.swapped", AT - DAY)
        set_levers(session, system(two.workspace_id), {"send": 1.3}, AT)
        _, decision_id = decide_for(session, who(session, two), AT, "asked")
    with reading() as session:
        row = session.get_one(NextDecision, decision_id)
        assert recompute(row.made_from) == written(row.said)
        assert row.lever == 1.3
        assert json.loads(written(row.said))["winner"]["kind"] == "send"
        row.made_from = {**row.made_from, "levers": {"send": 1.2}}
        assert recompute(row.made_from) != written(row.said)
        session.rollback()


def test_a_record_holds_no_personal_value(two: Two) -> None:
    with transaction() as session:
        person = who(session, two)
        make_fact(session, person, "diet", "vegan", source="asked")
        make_fact(session, person, "allergen", "nuts", source="asked")
        make_fact(session, person, "interest", "chess", source="asked")
        told = make_fact(session, person, "motive", "sport", source="asked").id
        keep_wishes(session, person, Wishes(refused=("parcel",)), None, AT)
        _, decision_id = decide_for(session, person, AT, "asked")
    with reading() as session:
        row, person = session.get_one(NextDecision, decision_id), who(session, two)
        text = (written(row.made_from) + written(row.said)).decode()
        assert row.made_from["person"]["facts"] == [told]
        assert person.given_name is not None and person.email is not None
        for value in ("vegan", "nuts", "chess", "sport", "parcel", person.given_name, person.email, "Vltava"):
            assert value not in text


def test_the_same_outcome_within_a_day_is_one_decision(two: Two) -> None:
    for hours in (0, 1, 23):
        with transaction() as session:
            decide_for(session, who(session, two), AT + timedelta(hours=hours), "due")
    with reading() as session:
        assert len(session.scalars(select(NextDecision.id)).all()) == 1
    with transaction() as session:
        decide_for(session, who(session, two), AT + timedelta(hours=25), "due")
    with reading() as session:
        assert len(session.scalars(select(NextDecision.id)).all()) == 2


def test_a_recent_message_caps_both_and_nothing_is_sent_today(two: Two) -> None:
    with transaction() as session:
        mailed(session, two.first, "how_is_it", AT - DAY)
        _, decision_id = decide_for(session, who(session, two), AT, "due", only_messages=True)
    assert blocked(two, "send") == {(two.first, "capped", "message_cap"), (two.second, "capped", "message_cap")}
    with reading() as session:
        row = session.get_one(NextDecision, decision_id)
        assert (row.kind, row.why) == ("nothing", "capped")
        assert {one.code for one in session.scalars(select(CappedMessage))} == {"message_cap"}


def test_two_messages_that_nobody_heeded_make_quiet_and_a_press_ends_it(two: Two) -> None:
    with transaction() as session:
        mailed(session, two.first, "invitation", AT - 20 * DAY)
        mailed(session, two.first, "reminder", AT - 10 * DAY)
    assert (two.second, "ignored", None) in blocked(two, "send")
    with transaction() as session:
        happened(session, two.first, "gift.opened", AT - 9 * DAY)
    assert winner(two) == ("send", two.second)


def test_a_paused_account_hears_nothing(two: Two) -> None:
    with transaction() as session:
        session.add(
            AccountPause(
                account_id=two.account_id,
                workspace_id=two.workspace_id,
                until=AT + DAY,
                reason="complaint",
                set_at=AT,
            )
        )
    assert winner(two) == ("nothing", None)
    assert {code for _, code, _ in blocked(two, "send")} == {"account_paused"}


def test_who_wants_no_gifts_is_asked_for_nothing(two: Two) -> None:
    with transaction() as session:
        keep_wishes(session, who(session, two), Wishes(refused=("gift",)), None, AT)
    assert {(code, detail) for _, code, detail in blocked(two, "send")} == {("may_not_write", "topic")}


def test_a_gift_that_waits_for_an_answer_is_not_safe_to_send(two: Two) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, two.first).hold_reason = "dietary_unknown"
    assert (two.first, "unsafe", None) in blocked(two, "send")
    assert winner(two) == ("send", two.second)


def test_gathering_takes_as_many_queries_for_two_gifts_as_for_one(database: str) -> None:
    counts = []
    for second in ({"status": "expired"}, {}):
        with transaction() as session:
            two = make_two(session, second=second)
        seen: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object, seen: list[str] = seen) -> None:
            seen.append(statement)

        event.listen(engine(), "before_cursor_execute", note)
        with reading() as session:
            person = who(session, two)
            state_of(session, person, AT, known_of(session, person, AT))
        event.remove(engine(), "before_cursor_execute", note)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 24
