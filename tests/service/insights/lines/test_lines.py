"""A statement person by person."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.fulfil import mark_returned, mark_shipped
from service.gifting.models import RecipientGift
from service.insights.lines.csv_file import HEADINGS, lines_csv
from service.insights.lines.dispute import open_dispute
from service.insights.lines.read_lines import Wanted, all_lines, page_of_lines, read_wanted
from service.recipients.models import Account, Recipient
from service.workspaces.actor import Actor, actor_of
from service.workspaces.models import User
from tests.console import Console
from tests.factories import AT, make_fact, make_user
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import OVER, bring_to

pytestmark = pytest.mark.usefixtures("database")


def user(scene: Scene, role: str) -> User:
    with transaction() as session:
        return make_user(session, scene.workspace_id, role)


def states(scene: Scene, actor: Actor, wanted: Wanted) -> list[tuple[str, str]]:
    with reading() as session:
        page, _ = page_of_lines(session, actor, scene.campaign, wanted, None)
        return sorted((line.company, line.state[1]) for line in page.items)


def test_lines_and_sums_are_those_of_this_moment() -> None:
    scene = bring_to("ordered", people=2)
    actor = actor_of(user(scene, "manager"))
    with reading() as session:
        _, sums = page_of_lines(session, actor, scene.campaign, Wanted(), None)
        assert [(one.currency, one.people, one.set_aside, one.charged) for one in sums] == [("EUR", 2, 0, 8800)]
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        mark_shipped(session, gift, actor, OVER)
        mark_returned(session, gift, actor, OVER)
    with reading() as session:
        page, sums = page_of_lines(session, actor, scene.campaign, Wanted(), None)
        assert [(one.people, one.set_aside, one.charged) for one in sums] == [(2, 0, 4400)]
        told = {line.company: (line.state[1], line.charged, line.refunded) for line in page.items}
        assert told == {"Company 0": ("Returned", 0, 4400), "Company 1": ("Ordered", 4400, 0)}


def test_lines_are_sifted_by_state_company_giver_and_period() -> None:
    scene = bring_to("ordered", people=2)
    someone = user(scene, "manager")
    actor = actor_of(someone)
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[1].id).status = "declined"
        open_dispute(session, scene.campaign, scene.gifts[1].id, "answer", "", actor, AT)
    both = [("Company 0", "Ordered"), ("Company 1", "Declined")]
    day = AT.date()
    assert states(scene, actor, Wanted()) == both
    assert states(scene, actor, Wanted(state="kept")) == both[:1]
    assert states(scene, actor, Wanted(state="declined")) == both[1:]
    assert states(scene, actor, Wanted(state="disputed")) == both[1:]
    assert states(scene, actor, Wanted(account_id=scene.gifts[0].account_id)) == both[:1]
    assert states(scene, actor, Wanted(giver_id=someone.id)) == []
    assert states(scene, actor, Wanted(since=day, until=day)) == both
    assert states(scene, actor, Wanted(since=day + timedelta(days=1))) == []
    assert states(scene, actor, Wanted(until=day - timedelta(days=1))) == []


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"state": "kept", "since": "2026-01-02"}, ("kept", "2026-01-02", None)),
        ({"state": "vegan", "account": ""}, (None, "None", None)),
        ({"since": "yesterday"}, (None, "None", "Type each day as year-month-day, for example 2026-11-29.")),
        (
            {"since": "2026-02-01", "until": "2026-01-01"},
            (None, "None", "The last day is before the first. Both days count."),
        ),
    ],
)
def test_an_address_that_asks_for_nothing_known_asks_for_everything(
    asked: dict[str, str], wanted: tuple[str | None, str, str | None]
) -> None:
    found = read_wanted(asked)
    assert (found.state, str(found.since), found.wrong) == wanted


def test_a_seller_sees_only_the_lines_of_what_they_send() -> None:
    scene = bring_to("ordered")
    seller = user(scene, "seller")
    with reading() as session:
        assert page_of_lines(session, actor_of(seller), None, Wanted(), None)[0].total == 0
    assert Console(seller).get(f"/campaigns/{scene.campaign.id}/statement/lines").status_code == 404


def test_names_are_for_those_who_may_see_people_and_what_they_told_is_for_nobody() -> None:
    scene = bring_to("ordered", people=2)
    manager, ethics = user(scene, "manager"), user(scene, "ethics")
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        person.given_name, person.family_name = "Jolana", "Horáčková"
        make_fact(session, person, "allergen", "celery", source="asked")
        open_dispute(session, scene.campaign, scene.gifts[0].id, "amount", "Between us two", actor_of(manager), AT)
    path = f"/campaigns/{scene.campaign.id}/statement/lines"
    for_manager, for_ethics = Console(manager).get(path).text, Console(ethics).get(path).text
    assert "Horáčková" in for_manager
    assert "Between us two" in for_manager
    assert "Horáčková" not in for_ethics
    assert "Between us two" not in for_ethics
    assert "The amount is wrong" in for_ethics
    assert "Dispute this line" not in for_ethics
    for page in (for_manager, for_ethics):
        assert "celery" not in page.lower()
        assert "Příkopě" not in page
        assert "Gift 0" not in page
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).erased_at = AT
    assert "Horáčková" not in Console(manager).get(path).text


def test_the_file_has_no_formula_and_no_note_and_each_download_is_written_down() -> None:
    scene = bring_to("ordered")
    manager = user(scene, "manager")
    with transaction() as session:
        session.get_one(Account, scene.gifts[0].account_id).name = "=HYPERLINK(1)"
        open_dispute(session, scene.campaign, scene.gifts[0].id, "amount", "Between us", actor_of(manager), AT)
    console = Console(manager)
    answer = console.post(f"/campaigns/{scene.campaign.id}/statement/lines.csv", state="kept")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert tuple(rows[0]) == HEADINGS
    assert (rows[1][2], rows[1][5], rows[1][7:]) == (
        "'=HYPERLINK(1)", "Ordered", ["EUR", "0", "4400", "0", "open: The amount is wrong"],
    )  # fmt: skip
    assert "Between us" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Downloaded statement lines" in console.get("/audit-log").text


def test_a_file_of_too_many_lines_is_refused_with_a_way_on() -> None:
    scene = bring_to("ordered", people=2)
    actor = actor_of(user(scene, "manager"))
    with reading() as session, pytest.raises(InvalidInput, match=r"more than 1 lines\. Choose a period or a company"):
        all_lines(session, actor, scene.campaign, Wanted(), 1)
    with reading() as session:
        assert len(all_lines(session, actor, scene.campaign, Wanted(), 2)) == 2
        assert lines_csv([]).decode("utf-8-sig").strip() == ",".join(HEADINGS)


def test_a_line_is_disputed_and_answered_on_the_pages() -> None:
    scene = bring_to("ordered")
    sales, ops = Console(user(scene, "manager")), Console(user(scene, "ops"))
    path = f"/campaigns/{scene.campaign.id}/statement/lines"
    gift_id = scene.gifts[0].id
    refused = sales.post(f"{path}/{gift_id}/dispute", reason="other", note="")
    assert refused.status_code == 422
    assert "Say in a few words what is wrong." in refused.text
    sales.post(f"{path}/{gift_id}/dispute", reason="amount", note="44, not 40")
    again = sales.post(f"{path}/{gift_id}/dispute", reason="amount", note="44, not 40")
    assert again.status_code == 409
    page = ops.get("/ops/disputes").text
    assert "1 disputed line" in page
    assert "44, not 40" in page
    dispute_id = page.split('action="/ops/disputes/')[1].split('"')[0]
    assert ops.post(f"/ops/disputes/{dispute_id}", outcome="stands", answer="").status_code == 422
    ops.post(f"/ops/disputes/{dispute_id}", outcome="stands", answer="The invoice says 40.")
    assert "No line is disputed" in ops.get("/ops/disputes").text
    told = sales.get(path).text
    assert "The invoice says 40." in told
    assert "The line is right as it stands" in told
    sales.post(f"{path}/{gift_id}/close")
    assert "Dispute this line" in sales.get(path).text


def test_every_version_of_a_campaigns_statement_has_its_number_and_hash() -> None:
    scene = bring_to("ordered")
    sales = Console(user(scene, "manager"))
    path = f"/campaigns/{scene.campaign.id}/statement"
    for _ in range(10):
        sales.post(path)
    page = sales.get(path).text
    assert "Version 10" in page and "Version 3" in page
    assert "Version 2<" not in page
    assert "Version 2" in sales.get(f"{path}?versions=2").text
