"""No statement that is asked often reads a table from end to end that grows with use.

The statements are those which pages, presses, jobs and sweeps really issue while a whole story is played, so none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.app.sweeps import SWEEPS
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import engine, transaction
from service.db.key_check import adopt_key
from service.gifting.models import Incident, RecipientGift
from service.jobs.claim import claim
from service.jobs.enqueue import enqueue
from service.jobs.fail import fail
from service.jobs.finish import finish
from service.jobs.lease import extend
from service.jobs.sweep import sweep_once
from service.jobs.watchdog import Watchdog
from service.outreach.models import MailMessage
from tests.console import Console, console_app
from tests.factories import AT, make_user
from tests.query_plans import recording, scans
from tests.service.content.reading import enter, press
from tests.service.ops.campaign import OVER, Played, play
from tests.uploads import keep_checked

LIST = b"Company,Work email,Country\nNordlys,kari@example.com,NO\n"
OF_THE_STORY = "FROM gift"
"""How the one statement ends that the test's own story asks and the product does not: all gifts there are."""


def pages(story: Played) -> None:
    """Every page of the console, as sales, ops and admin see it."""
    with transaction() as session:
        gift = session.get_one(RecipientGift, story.gifts["delivered"])
        users = [make_user(session, story.workspace, role) for role in ("owner", "ops")]
        session.get_one(Campaign, story.campaign).approved_at = AT
        message = (
            session.scalars(select(MailMessage.id).where(MailMessage.workspace_id == story.workspace)).first() or "none"
        )
        incident = (
            session.scalars(select(Incident.id).where(Incident.workspace_id == story.workspace)).first() or "none"
        )
    upload_id = keep_checked(story.workspace, story.campaign, LIST, "list.csv")
    ids = {
        "campaign_id": story.campaign, "recipient_id": gift.recipient_id, "gift_id": gift.id, "upload_id": upload_id,
        "message_id": message, "product_id": str(gift.product_id), "notice_id": "none", "incident_id": incident,
        "account_id": gift.account_id, "statement_id": "none", "name": "statement.pdf", "who": gift.id, "file": "film.mp4",
        "mark": "shipped",
    }  # fmt: skip
    for user in users:
        browser = Console(user)
        for path in console_paths(ids):
            browser.get(path)


def console_paths(ids: dict[str, str]) -> Iterator[str]:
    for rule in console_app().url_map.iter_rules():
        if "GET" in rule.methods and set(rule.arguments) <= ids.keys() and not rule.rule.startswith(("/g/", "/gift/")):
            path = rule.rule
            for name in rule.arguments:
                path = path.replace(f"<{name}>", ids[name])
            yield path


def reader(story: Played) -> None:
    """Somebody opens their page, looks at others, says yes, says where to, and changes their mind."""
    with transaction() as session:
        gift = session.get_one(RecipientGift, story.gifts["looking"])
        session.get_one(Campaign, gift.campaign_id).expires_at = utc_now() + timedelta(days=20)
    client = console_app().test_client()
    enter(client, gift)
    for act, fields in (("others", {}), ("accept", {}), ("undo", {}), ("decline", {"reason": "other"}), ("undo", {})):
        press(client, gift, act, **fields)
    client.get(f"/gift/{gift.id}/privacy")


def ledger(story: Played) -> None:
    """A job asked for, rung for, claimed, extended, done or failed, and looked after."""
    at = utc_now() + timedelta(seconds=5)
    with transaction() as session:
        jobs = [
            enqueue(
                session, "content.mail", f"subject {number}", workspace_id=story.workspace, campaign_id=story.campaign
            )
            for number in range(3)
        ]
        assert Watchdog("w", ["render"], timedelta(seconds=15), at).is_deaf(session, at, broker_answers=True) is False
    sweep_once(at)
    done, failed, lost = (claim(str(job_id), "w", at) for job_id in jobs)
    assert done and failed and lost
    extend(done.job_id, done.token)
    finish(done, None, at)
    fail(failed, ValueError(), at)
    sweep_once(at + timedelta(days=1))


def sweeps(_: Played) -> None:
    for at in (OVER, OVER + timedelta(days=40), OVER + timedelta(days=400)):
        for line in SWEEPS:
            line.act(at)


@pytest.mark.slow
@pytest.mark.usefixtures("any_database")
def test_what_is_asked_often_never_reads_a_growing_table_from_end_to_end() -> None:
    adopt_key(engine(), AT)
    with recording() as heard:
        story = play()
        for act in (pages, reader, ledger, sweeps):
            act(story)

    found = {sql: tables for sql, tables in scans(engine(), heard).items() if not sql.endswith(OF_THE_STORY)}
    assert len(heard) > 200, "hardly anything was heard"
    assert found == {}


@pytest.mark.usefixtures("any_database")
@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT id FROM gift WHERE id = 'a'", []),
        ("SELECT id FROM gift WHERE charity = 'a'", ["gift"]),
        ("SELECT count(*) FROM job", ["job"]),
        ("UPDATE job SET state = 'done' WHERE last_error_type = 'a'", ["job"]),
        ("SELECT m.gift_id FROM mail_message AS m WHERE m.error_code = 'a'", ["mail_message"]),
        ("SELECT name FROM workspace", []),
    ],
)
def test_a_scan_is_seen_where_there_is_one(statement: str, tables: list[str]) -> None:
    assert scans(engine(), {statement: ()}) == ({statement: tables} if tables else {})
