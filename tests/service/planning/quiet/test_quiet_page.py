"""Quiet by rule in the console: set by a press, a sheet or the CRM's stage, seen by whom it is for, lifted, checked again."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.contact.may_write import may_write_at
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.gifting.quiet import Wanted, lift_quiet, set_quiet
from service.gifting.quiet_stages import Stage, hear_stage, set_stages
from service.planning.plan.news.quiet_cost import QuietCost, quiet_cost
from service.recipients.erase import erase_values
from service.recipients.models import Account, Recipient
from service.recipients.quiet.forget import KEPT, forget_quiet
from service.recipients.quiet.in_force import Quiet, quiet_of
from service.recipients.quiet.models import QuietRule
from service.webhooks.incoming.read_message import read_message
from service.workspaces.actor import Actor
from service.workspaces.models import User
from tests.console import Console
from tests.factories import join, make_campaign, make_gift, make_product, make_user
from tests.service.brain.people import AT, DAY, Two, make_two, who


@pytest.fixture
def two(database: str) -> Two:
    with transaction() as session:
        return make_two(session)


def user(two: Two, role: str, **values: object) -> User:
    with transaction() as session:
        return make_user(session, two.workspace_id, role, **values)


def owner(two: Two) -> Actor:
    return Actor(two.workspace_id, None, "owner")


def company_quiet(two: Two, **wanted: object) -> QuietRule:
    given = {"reason": "tender", "source": "their letter", "begins_at": AT, "ends_at": AT + 9 * DAY} | wanted
    with transaction() as session:
        return set_quiet(session, session.get_one(Account, two.account_id), Wanted(**given), "person", owner(two), AT)  # type: ignore[arg-type]  # columns


def test_nothing_but_safety_leaves_while_a_company_is_quiet(two: Two) -> None:
    company_quiet(two)
    with reading() as session:
        person, gift = who(session, two), session.get_one(RecipientGift, two.second)
        for purpose in (
            "invitation",
            "reminder",
            "reply",
            "delivery_news",
            "confirmation",
            "donation_note",
            "withdrawn",
        ):
            answer = may_write_at(session, person, AT, purpose)  # type: ignore[arg-type]  # purposes
            assert (answer.later, answer.not_before) == ("quiet", AT + timedelta(hours=1)), purpose
        for purpose in ("recall", "safety_notice", "chosen_again"):
            assert may_write_at(session, person, AT, purpose).is_now, purpose  # type: ignore[arg-type]  # purposes
        assert may_write_at(session, person, AT + 9 * DAY, "invitation", gift).later != "quiet"


def test_a_running_gift_has_all_of_its_time_afterwards(two: Two) -> None:
    rule = company_quiet(two)
    with reading() as session:
        gift = session.get_one(RecipientGift, two.first)
        assert (gift.open_until, gift.quiet_seconds) == (AT + 69 * DAY, 9 * 86_400)
    with transaction() as session:
        assert lift_quiet(session, session.get_one(QuietRule, rule.id), owner(two), AT + 2 * DAY)
        assert not lift_quiet(session, session.get_one(QuietRule, rule.id), owner(two), AT + 3 * DAY)
    with reading() as session:
        gift = session.get_one(RecipientGift, two.first)
        assert (gift.open_until, gift.quiet_seconds) == (AT + 62 * DAY, 2 * 86_400)


def test_two_rules_at_once_pause_it_once(two: Two) -> None:
    company_quiet(two)
    company_quiet(two, reason="dispute", begins_at=AT + 5 * DAY, ends_at=AT + 12 * DAY)
    with reading() as session:
        assert session.get_one(RecipientGift, two.first).open_until == AT + 72 * DAY
        assert quiet_of(session, who(session, two), AT + 6 * DAY) == Quiet(AT + 12 * DAY, is_end_unknown=False)


def test_without_an_end_it_holds_until_somebody_has_looked(two: Two) -> None:
    company_quiet(two, ends_at=None, review_at=AT + 20 * DAY)
    with reading() as session:
        assert quiet_of(session, who(session, two), AT + 300 * DAY) == Quiet(AT + 301 * DAY, is_end_unknown=True)


@pytest.mark.parametrize(
    ("wanted", "param"),
    [
        ({"ends_at": None}, "until"),
        ({"review_at": AT + DAY}, "review"),
        ({"ends_at": AT}, "until"),
        ({"ends_at": None, "review_at": AT + 181 * DAY}, "review"),
        ({"source": " "}, "source"),
        ({"source": "x" * 201}, "source"),
        ({"reason": "bored"}, "reason"),
        ({"begins_at": AT - 400 * DAY}, "from"),
    ],
)
def test_what_cannot_hold_is_refused_and_nothing_is_kept(two: Two, wanted: dict[str, object], param: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        company_quiet(two, **wanted)
    assert refused.value.param == param
    with reading() as session:
        assert session.scalars(select(QuietRule)).all() == []


def test_the_plan_says_what_quiet_costs(two: Two) -> None:
    company_quiet(two)
    with transaction() as session:
        for name, ends in (("Soon", AT + 5 * DAY), ("Later", AT + 50 * DAY)):
            campaign = make_campaign(session, two.workspace_id, status="planned", name=name, expires_at=ends)
            join(session, campaign, who(session, two), 2)
            make_gift(session, campaign, who(session, two), make_product(session, two.workspace_id, name))
            cost = quiet_cost(session, campaign, AT)
            too_late, first = (1, None) if name == "Soon" else (0, AT + 9 * DAY)
            assert cost == QuietCost(1, 4400, too_late, 0, first)
            assert quiet_cost(session, campaign, AT + 9 * DAY) is None


def test_a_press_sets_it_and_only_who_may_know_reads_why(two: Two) -> None:
    manager, seller, other = Console(user(two, "manager")), user(two, "seller"), user(two, "seller")
    with transaction() as session:
        session.get_one(Account, two.account_id).giver_id = other.id
        session.get_one(Recipient, two.person_id).giver_id = seller.id
        email = who(session, two).email
    until = (utc_now() + 5 * DAY).date().isoformat()
    sent = manager.post("/quiet", email=email, reason="mourning", source="their colleague", until=until)
    assert sent.status_code == 303
    page = Console(seller).get("/quiet").get_data(as_text=True)
    assert "Nováková" in page and "Mourning" not in page.split("<form")[0] and "their colleague" not in page
    page = manager.get("/quiet").get_data(as_text=True)
    assert "their colleague" in page and "End it" in page
    with reading() as session:
        rule_id = session.scalars(select(QuietRule.id)).one()
    assert Console(seller).post("/quiet", lift=rule_id).status_code == 403
    assert "Quiet until" in manager.get(f"/people/{two.person_id}").get_data(as_text=True)
    assert manager.post("/quiet", lift=rule_id).status_code == 303
    assert "Nobody is." in manager.get("/quiet").get_data(as_text=True)


def test_whoever_gives_to_a_company_reads_of_its_tender_but_not_of_its_layoffs(two: Two) -> None:
    seller = user(two, "seller")
    with transaction() as session:
        session.get_one(Account, two.account_id).giver_id = seller.id
    now = utc_now()
    with transaction() as session:
        account = session.get_one(Account, two.account_id)
        for reason in ("tender", "layoffs"):
            set_quiet(session, account, Wanted(reason, f"told of {reason}", now, now + DAY), "person", owner(two), now)
            now += timedelta(seconds=1)
    page = Console(seller).get("/quiet").get_data(as_text=True)
    assert "told of tender" in page and "told of layoffs" not in page


def test_without_an_end_the_page_refuses_in_words_and_offers_to_check_again(two: Two) -> None:
    console = Console(user(two, "manager"))
    form = {"account": "vltava robotics", "reason": "layoffs", "source": "the news"}
    refused = console.post("/quiet", **form)
    assert refused.status_code == 422
    assert "Give a last day, or a day on which someone checks" in refused.get_data(as_text=True)
    review = (utc_now() + 30 * DAY).date()
    assert console.post("/quiet", **form, review=review.isoformat()).status_code == 303
    with reading() as session:
        rule = session.scalars(select(QuietRule)).one()
    later = (utc_now() + 60 * DAY).date()
    assert console.post("/quiet", keep=rule.id, review=later.isoformat()).status_code == 303
    with reading() as session:
        assert session.get_one(QuietRule, rule.id).review_at == datetime.combine(later, datetime.min.time(), UTC)


def test_a_sheet_is_taken_whole_or_not_at_all(two: Two) -> None:
    console, until = Console(user(two, "manager")), (utc_now() + 5 * DAY).date().isoformat()

    def upload(*rows: str) -> tuple[int, str]:
        sheet = "\n".join(("company,email,reason,source,from,until,check_again", *rows)).encode()
        answer = console.client.post(
            "/quiet/sheet", data={"csrf": "nonce of a test", "file": (io.BytesIO(sheet), "quiet.csv")}
        )
        return answer.status_code, answer.get_data(as_text=True)

    good = f"Vltava Robotics,,A tender,their letter,,{until},"
    status, page = upload(
        good, f"Nobody Ltd,,tender,x,,{until},", "Vltava Robotics,,tender,x,,soon,", good + "2030-01-01"
    )
    assert status == 422
    assert "Row 3: No company has this name." in page and "Row 4: “soon” is no day." in page and "Row 5:" in page
    with reading() as session:
        assert session.scalars(select(QuietRule)).all() == []
    assert upload(good)[0] == 303
    with reading() as session:
        rule = session.scalars(select(QuietRule)).one()
        assert (rule.account_id, rule.reason, rule.origin, rule.source) == (
            two.account_id,
            "tender",
            "upload",
            "their letter",
        )


def test_a_stage_of_the_crm_begins_it_and_another_ends_it(two: Two) -> None:
    with transaction() as session:
        set_stages(session, owner(two), [Stage("Final Bid", "tender", 30)], AT)
        account = session.get_one(Account, two.account_id)
        assert hear_stage(session, account, "final  bid", owner(two), AT)
        assert not hear_stage(session, account, "Final bid", owner(two), AT + DAY)
        assert quiet_of(session, who(session, two), AT + DAY) == Quiet(AT + 30 * DAY, is_end_unknown=True)
        assert hear_stage(session, account, "Won", owner(two), AT + 2 * DAY)
        assert quiet_of(session, who(session, two), AT + 2 * DAY) is None
        assert not hear_stage(session, account, "Won", owner(two), AT + 3 * DAY)


def test_the_crm_may_say_its_own_stage_alone() -> None:
    told = {
        "type": "account.stage_changed",
        "timestamp": AT.isoformat(),
        "data": {"account": "Vltava Robotics", "sales_stage": "Final Bid"},
    }
    _, said = read_message("crm", json.dumps(told).encode(), "evt_1", AT)
    assert getattr(said, "sales_stage", None) == "Final Bid"


def test_stages_are_set_on_the_page_by_whoever_may_change_rules(two: Two) -> None:
    form = {"stage": "Final bid", "stage_reason": "tender", "stage_days": "45"}
    assert Console(user(two, "seller")).post("/quiet/stages", **form).status_code == 403
    manager = Console(user(two, "manager"))
    assert manager.post("/quiet/stages", **form).status_code == 303
    assert "Final bid" in manager.get("/quiet").get_data(as_text=True)
    assert manager.post("/quiet/stages", **{**form, "stage_days": "0"}).status_code == 422


def test_an_erasure_and_time_take_it_away(two: Two) -> None:
    with transaction() as session:
        person = who(session, two)
        set_quiet(session, person, Wanted("mourning", "a friend", AT, AT + DAY), "person", owner(two), AT)
        erase_values(session, person, AT)
        assert session.scalars(select(QuietRule)).all() == []
    company_quiet(two)
    assert forget_quiet(AT + 9 * DAY + KEPT / 2) == 0
    assert forget_quiet(AT + 9 * DAY + KEPT) == 1
