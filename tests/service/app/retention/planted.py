"""A value for each line of the table of what is kept, planted on one day: in which row it stands, and how it is seen to be gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from service.app.tables import METADATA
from service.campaigns.models import Campaign
from service.config import settings
from service.gifting.models import RecipientGift
from service.outreach.models import MailMessage
from service.recipients.models import Recipient
from service.recipients.postal import kept, mailed
from service.recipients.search.keep import index_people
from service.storage.in_force import storage
from service.webhooks.models import WebhookEndpoint, WebhookSource
from tests.factories import (
    AT,
    make_account,
    make_campaign,
    make_fact,
    make_gift,
    make_product,
    make_recipient,
    make_user,
)
from tests.service.content.preferences.whole_person import _CODES, _value
from tests.service.gifting.scene import Scene, set_scene
from tests.service.planning.rehearsal.rehearsed import over_long_ago

IsThere = Callable[[Session], bool]
MARK = "Tajné"
"""How every value begins that was planted in an encrypted column."""


@dataclass
class World:
    """One workspace whose gifts have all ended, in a campaign that is over, on the day on which everything was planted."""

    scene: Scene
    user_id: str
    keys: Mapping[str, Any]
    there: dict[str, IsThere] = field(default_factory=dict)


def plant(session: Session) -> World:
    scene = set_scene(session, people=1, others=1, expires_at=AT)
    scene.campaign.status = "closed"
    gift = session.get_one(RecipientGift, scene.gifts[0].id)
    gift.status = "delivered"
    user = make_user(session, scene.workspace_id, "owner")
    message = MailMessage(
        id="msg_planted", workspace_id=scene.workspace_id, gift_id=gift.id, recipient_id=gift.recipient_id, kind="reply",
        idempotency_key="planted", state="sent", created_at=AT, sent_at=AT,
    )  # fmt: skip
    hook = WebhookEndpoint(
        id="whk_planted", workspace_id=scene.workspace_id, url="https://hooks.example.com/", events=["*"], secret="s",
        created_at=AT,
    )  # fmt: skip
    source = WebhookSource(id="src_planted", workspace_id=scene.workspace_id, kind="crm", secret="s", created_at=AT)
    session.add_all((message, hook, source))
    session.flush()
    keys = {
        "workspace_id": scene.workspace_id, "campaign_id": scene.campaign.id, "recipient_id": gift.recipient_id, "gift_id": gift.id,
        "account_id": gift.account_id, "product_id": gift.product_id, "user_id": user.id, "opened_by": user.id,
        "message_id": message.id, "endpoint_id": hook.id, "source_id": source.id, "key_id": "key_planted",
    }  # fmt: skip
    _row(session, keys, "api_key", {"id": "key_planted", "kind": "live", "made_by": user.id})
    world = World(scene, user.id, keys)
    for what, (name, values) in ROWS.items():
        world.there[what] = _row(session, keys, name, values)
    for what, act in ACTS.items():
        world.there[what] = act(session, world)
    return world


def _row(session: Session, keys: Mapping[str, Any], name: str, values: Mapping[str, Any]) -> IsThere:
    """A row with these values, whatever else it needs, and whether it stands, with all that is encrypted in it."""
    table = METADATA.tables[name]
    given = {**keys, **_CODES.get(name, {}), **values}
    row = {
        column.name: given.get(column.name, _value(table, column))
        if column.name in given or not column.foreign_keys
        else None
        for column in table.c
        if not (column.primary_key and column.autoincrement is True and column.name not in given)
    }
    made = session.execute(insert(table).values(row).returning(*table.primary_key.columns)).one()
    return lambda later: later.scalar(select(func.count()).select_from(table).where(*_is(table, made))) == 1


def _is(table: Table, key: Any) -> list[Any]:
    return [column == value for column, value in zip(table.primary_key.columns, key, strict=True)]


_NO_ACCOUNT = {"account_id": None}
ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "Which of the sender’s people read what a list says of somebody’s food": ("special_read", {"at": AT}),
    "Codes sent to a mobile number": ("number_check", {"asked_at": AT}),
    "Times of quiet by rule": (
        "quiet_rule",
        {**_NO_ACCOUNT, "begins_at": AT - timedelta(days=9), "ends_at": AT, "review_at": None, "lifted_at": None},
    ),
    "What companies said of their own rules": ("company_policy", {"end": "taken_out", "ended_at": AT}),
    "Reports of gifts and mails that somebody didn’t trust": ("distrust", {"at": AT, "settled_at": AT}),
    "Addresses that people asked us to keep for their next gift": (
        "kept_address",
        {"kept_at": AT, "erase_after": AT + kept.KEPT},
    ),
    "Codes and links of gifts that came by email": ("mailed_code", {"sent_at": AT, "erase_after": AT + mailed.KEPT}),
    "Questions to sales about people who aren’t the right ones": ("person_task", {"outcome": "nobody", "done_at": AT}),
    "Requests about people’s data": ("data_request", {"outcome": "done", "done_at": AT}),
    "Returned mail": ("mail_return", {"kind": "delayed", "at": AT}),
    "Messages between people and their giver": ("letter", {"at": AT, "once_key": "planted"}),
    "Purchases, product use and looks": ("person_event", {"kind": "site_look", "amount_minor": None, "at": AT}),
    "What was best for somebody at a moment, and why": ("next_decision", {"id": "dcs_planted", "at": AT}),
    "Messages that gave way to a better one": ("capped_message", {"decision_id": "dcs_planted", "at": AT}),
    "Thank-you notes": ("thank_you", {"at": AT}),
    "Where staff were signed in": ("user_session", {"used_at": AT, "began_at": AT}),
    "Attempts to sign in": ("sign_in_attempt", {"at": AT}),
    "Challenges for passkeys that were used": ("spent_challenge", {"spent_at": AT}),
    "Uses of API keys, with the address each came from": ("api_use", {"at": AT}),
    "First answers under an Idempotency-Key": ("api_answer", {"by": "header", "at": AT}),
    "What was sent to webhooks": (
        "webhook_delivery",
        {"state": "delivered", "body": "{}", "tries": [], "created_at": AT},
    ),
    "Messages from carriers and CRMs": ("webhook_message", {"state": "done", "body": None, "at": AT}),
    "Events that aren’t steps of a gift, for webhooks": ("announcement", {"at": AT, "is_passed_on": True}),
    "Jobs that are done or were cancelled": (
        "job",
        {
            "id": "job_done",
            "subject_id": "one",
            "kind": "content.shred",
            "state": "done",
            "finished_at": AT,
            "campaign_id": None,
        },
    ),
    "Jobs that failed for good": (
        "job",
        {
            "id": "job_dead",
            "subject_id": "two",
            "kind": "content.shred",
            "state": "dead",
            "finished_at": AT,
            "campaign_id": None,
        },
    ),
    "Sheets of gifts with cells still to answer": ("pending_gifts", {"created_at": AT}),
    "Lost workers": ("worker_pulse", {"seen_at": AT}),
    "What was out of order": ("hitch", {"ended_at": AT}),
    "Readings of one workspace’s queues": ("queue_reading", {"scope": "wsp_one", "minute": int(AT.timestamp() // 60)}),
    "Whose alerts were kept back, and why": ("alert_quiet", {"until": AT}),
    "Audits that were run": ("audit_run", {"at": AT}),
}
"""Line of the table -> (table, what its row says, with the moment from which its time runs)."""


def _never_invited(session: Session, world: World) -> IsThere:
    account = make_account(session, world.scene.workspace_id, "Sumava")
    person = make_recipient(session, account, f"{MARK} Never")
    make_fact(session, person, "interest", "chess")
    index_people(session, (person,))
    tags, facts = METADATA.tables["recipient_tag"], METADATA.tables["profile_fact"]

    def is_there(later: Session) -> bool:
        """In their row, in the search, among the facts: everywhere or nowhere."""
        row = later.get_one(Recipient, person.id, populate_existing=True)
        places = {
            row.given_name is not None,
            row.email is not None,
            row.erased_at is None,
            not row.email_hash.startswith("gone:"),
            later.scalar(select(func.count()).select_from(tags).where(tags.c.recipient_id == person.id)) != 0,
            later.scalar(select(func.count()).select_from(facts).where(facts.c.recipient_id == person.id)) != 0,
        }
        (there,) = places
        return there

    return is_there


def _food(session: Session, world: World, **values: Any) -> IsThere:
    """Of somebody who has a gift that is over."""
    account = make_account(session, world.scene.workspace_id, f"Brdy {len(world.there)}")
    person = make_recipient(session, account, unsubscribed_at=AT)
    fact = make_fact(session, person, "allergen", "nuts", **values)
    facts = METADATA.tables["profile_fact"]
    return lambda later: "nuts" in later.scalars(select(facts.c.value).where(facts.c.id == fact.id)).all()


def _upload(session: Session, world: World) -> IsThere:
    upload = _row(session, world.keys, "pending_upload", {"id": "upl_planted", "state": "checked", "created_at": AT})
    row = _row(session, world.keys, "upload_row", {"upload_id": "upl_planted", "state": "fine"})
    piece = _row(session, world.keys, "upload_piece", {"upload_id": "upl_planted"})

    def is_there(later: Session) -> bool:
        (there,) = {upload(later), row(later), piece(later)}
        return there

    return is_there


def _address(session: Session, world: World, erase_after: datetime | None) -> str:
    """For a gift of its own."""
    account = make_account(session, world.scene.workspace_id, f"Jizera {len(world.there)}")
    person = make_recipient(session, account, unsubscribed_at=AT)
    product = make_product(session, world.scene.workspace_id, f"Lamp {len(world.there)}")
    campaign = session.get_one(Campaign, world.scene.campaign.id)
    gift = make_gift(
        session, campaign, person, product, status="delivered" if erase_after else "shipped", launched_at=AT
    )
    mine = {**world.keys, "recipient_id": person.id, "gift_id": gift.id}
    values = {
        "id": f"adr_{len(world.there)}",
        "erase_after": erase_after,
        "created_at": AT,
        "tracking": f"{MARK} parcel",
    }
    _row(session, mine, "delivery_address", values)
    return str(values["id"])


def _delivered(session: Session, world: World) -> IsThere:
    address = METADATA.tables["delivery_address"]
    key = _address(session, world, AT + timedelta(days=settings().address_kept_days))

    def is_there(later: Session) -> bool:
        row = later.execute(select(address.c.body, address.c.tracking).where(address.c.id == key)).one()
        (there,) = {value is not None for value in row}
        return there

    return is_there


def _stands_still(session: Session, world: World) -> IsThere:
    address = METADATA.tables["delivery_address"]
    key = _address(session, world, None)
    return lambda later: later.scalar(select(address.c.erase_after).where(address.c.id == key)) is None


def _dispute(session: Session, world: World) -> IsThere:
    values = {"state": "closed", "outcome": "stands", "closed_at": AT}
    _row(session, world.keys, "line_dispute", {"id": "dis_planted", **values})
    row = METADATA.tables["line_dispute"]

    def is_there(later: Session) -> bool:
        (there,) = {value is not None for value in later.execute(select(row.c.note, row.c.answer)).one()}
        return there

    return is_there


def _rating(session: Session, world: World) -> IsThere:
    _row(session, world.keys, "rating", {"id": "rat_planted", "answer": "5", "asked_at": AT})
    row = METADATA.tables["rating"]

    def is_there(later: Session) -> bool:
        (there,) = {value is not None for value in later.execute(select(row.c.recipient_id, row.c.gift_id)).one()}
        return there

    return is_there


def _old_file(key: str) -> Callable[[], bool]:
    """A file that was stored on that day, and whether it is still there."""
    storage().put(key, {"film_txt": ("text/plain", f"{MARK} film".encode())}, 0.1)
    files = [path for path in settings().data_dir.rglob("*") if key in str(path)]
    for path in files:
        os.utime(path, (AT.timestamp(), AT.timestamp()))
    return lambda: any(key in str(path) for path in settings().data_dir.rglob("*"))


def _preview(session: Session, world: World) -> IsThere:
    row = _row(session, world.keys, "film_preview", {"input_hash": "ab" * 32, "created_at": AT, "files": {}})
    _old_file("ab" * 32)
    return row


def _lost_file(_session: Session, _world: World) -> IsThere:
    there = _old_file("cd" * 32)
    return lambda _later: there()


def _soft_hold(session: Session, world: World) -> IsThere:
    values = {"product_id": world.scene.others[0].id, "until": AT + timedelta(minutes=15)}
    return _row(session, world.keys, "soft_hold", values)


def _batch(session: Session, world: World) -> IsThere:
    _row(
        session,
        world.keys,
        "recipient_batch",
        {"id": "bat_planted", "state": "failed", "created_at": AT, "ended_at": AT},
    )
    row = METADATA.tables["recipient_batch"]

    def is_there(later: Session) -> bool:
        (there,) = {value is not None for value in later.execute(select(row.c.rows, row.c.stated, row.c.faults)).one()}
        return there

    return is_there


def _draft(session: Session, world: World) -> IsThere:
    campaign = make_campaign(session, world.scene.workspace_id, status="draft", deleted_at=AT)
    row = METADATA.tables["campaign"]
    return lambda later: later.scalar(select(func.count()).select_from(row).where(row.c.id == campaign.id)) == 1


def _rehearsal(session: Session, _world: World) -> IsThere:
    over_long_ago(session, 1, AT)
    row = METADATA.tables["rehearsal"]
    return lambda later: later.scalar(select(func.count()).select_from(row)) == 1


def _readings(session: Session, world: World) -> IsThere:
    minute = int(AT.timestamp() // 60)
    queue = _row(session, world.keys, "queue_reading", {"scope": "", "minute": minute})
    part = _row(session, world.keys, "part_reading", {"minute": minute})

    def is_there(later: Session) -> bool:
        (there,) = {queue(later), part(later)}
        return there

    return is_there


ACTS: dict[str, Callable[[Session, World], IsThere]] = {
    "People who were never invited": _never_invited,
    "What people eat, avoid or keep away from": _food,
    "The same where nobody stated on which condition it is kept": lambda session, world: _food(
        session, world, condition=None, condition_on=None, condition_how=None
    ),
    "Uploads with cells still to fix": _upload,
    "Delivery addresses": _delivered,
    "Delivery addresses of gifts with no activity": _stands_still,
    "Words about a disputed line": _dispute,
    "Names on what people say of a gift": _rating,
    "Film previews before launch": _preview,
    "Items set aside while someone chooses": _soft_hold,
    "People that a script sent and that were not saved": _batch,
    "Deleted drafts, with their plan": _draft,
    "Rehearsals, with their sandbox and everyone invented in it": _rehearsal,
    "Readings of the installation, one a minute": _readings,
    "Files no row refers to": _lost_file,
}
"""Line of the table -> planted by hand: what stands in several places is there in all of them or in none."""
