"""Every address with every id of another workspace is answered as if nothing were there; the owner's own key finds it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from service.api.ids import numbered
from service.app.api.register import endpoints
from service.brain.deciding.models import NextDecision
from service.brain.experiments.models import Experiment
from service.contact.models import Suppression
from service.db.base import utc_now
from service.db.connect import transaction
from service.gifting.models import GiftEvent, MatchRun, RecipientGift
from service.gifting.money_row import MoneyEntry
from service.insights.models import SenderStatementRow
from service.planning.people.batches.models import RecipientBatch
from service.security.ids import new_id
from service.webhooks.models import WebhookDelivery, WebhookEndpoint
from service.workspaces.models import User, Workspace
from tests.factories import AT, make_rendition
from tests.house.own_world import own_world
from tests.scripts import Script, make_secret, sandbox_script

BODIES: dict[str, Any] = {
    "POST /campaigns/{campaign_id}/recipients": {
        "recipients": [{"email": "a@b.example", "account": "B", "country": "CZ"}], "basis": "customer", "source": "List",
    },
    "POST /gifts/{gift_id}/swap": {"product": "prd_aaaaaaaaaaaaaaaa"},
    "POST /gifts/{gift_id}/donate": {"charity": "rivers"},
    "POST /gifts/{gift_id}/cancel": {"why": "mistake"},
    "POST /products/{product_id}/pieces": {"pieces": 1, "reason": "delivery"},
    "POST /policies/{account_id}": {"reason": "told"},
    "POST /webhooks/{endpoint_id}/simulate": {"event": "gift.opened"},
    "POST /data_requests/{data_request_id}/end": {"outcome": "done"},
    "POST /suppressions/{suppression_id}/lift": {"reason": "works_again"},
}  # fmt: skip


def whole_world() -> dict[str, str]:
    """Typed ids of everything that a path can name, all of one workspace."""
    ids, owner = own_world()
    with transaction() as session:
        gift = session.get_one(RecipientGift, ids["gift_id"])
        mine = {"workspace_id": owner.workspace_id}
        more: dict[str, Any] = {
            "batch_id": RecipientBatch(
                id=new_id("bat"), campaign_id=gift.campaign_id, state="done", total=1, done=1, new=1, created_at=AT, **mine
            ),
            "endpoint_id": WebhookEndpoint(
                id=new_id("whk"), url="https://theirs.example.com/", events=["*"], secret="whsec_dGhlaXJz", created_at=AT, **mine
            ),
            "suppression_id": Suppression(id=new_id("sup"), email_hash="x", reason="bounced", created_at=AT, **mine),
            "statement_id": SenderStatementRow(
                id=new_id("stm"), campaign_id=gift.campaign_id, asked_by=owner.id, number="1", files={}, created_at=AT, **mine
            ),
            "decision_id": NextDecision(
                id=new_id("dcs"), recipient_id=gift.recipient_id, at=AT, cause="asked", kind="nothing", way="page", why="x",
                chance=1, context=1, worth=1, lever=1, score=1, model_version="prior", probability=1, is_random=False,
                made_from={}, said={}, **mine,
            ),
            "experiment_id": Experiment(
                id=new_id("xpr"), name="Theirs", hypothesis="Theirs.", kind="film", metric="kept", base_percent=60,
                smallest_points=10, planned=800, shares={"film": 50, "page": 50}, holdout=0, holdouts=[], settings={},
                covers_all=True, counts_drawn=False, state="draft", created_at=AT, **mine,
            ),
            "event_id": GiftEvent(campaign_id=gift.campaign_id, gift_id=gift.id, kind="gift.ordered", body={}, at=AT, **mine),
            "transaction_id": MoneyEntry(
                campaign_id=gift.campaign_id, gift_id=gift.id, kind="reserved", amount_minor=4400, currency="EUR", at=AT, **mine
            ),
        }  # fmt: skip
        session.add_all(more.values())
        session.flush()
        more["delivery_id"] = WebhookDelivery(
            id=new_id("msg"), endpoint_id=more["endpoint_id"].id, kind="gift.opened", subject_id=gift.id, body="{}",
            state="delivered", tries=[], created_at=AT, **mine,
        )  # fmt: skip
        session.add(more["delivery_id"])
        session.flush()
        run = session.scalars(select(MatchRun.id).where(MatchRun.campaign_id == gift.campaign_id)).one()
        rendition = make_rendition(session, gift, "microsite").id
        prefixes = {"event_id": "event", "transaction_id": "transaction"}
        typed = {name: numbered(prefixes[name], row.id) if name in prefixes else row.id for name, row in more.items()}
    return ids | typed | {"match_run_id": run, "rendition_id": rendition, "owner": owner.id}


def path_of(path: str, ids: dict[str, str]) -> str:
    for name, given in ids.items():
        path = path.replace(f"{{{name}}}", given)
    assert "{" not in path
    return path


@pytest.mark.usefixtures("database")
def test_no_key_reaches_another_workspace_and_its_own_does() -> None:
    ids = whole_world()
    with transaction() as session:
        _, stranger = sandbox_script(session)
        theirs = session.get_one(Workspace, session.get_one(User, ids["owner"]).workspace_id)
        theirs.is_sandbox = True
        owner = Script(make_secret(session, theirs))
    # What ends a thing comes last.
    named = sorted((one for one in endpoints() if "{" in one.path), key=lambda one: one.method == "DELETE")
    assert len(named) > 20
    answers: dict[str, tuple[int, str | None]] = {}
    own: dict[str, tuple[int, str | None]] = {}
    for one in named:
        body = None if one.body is None else BODIES.get(one.name, {})
        for script, told in ((stranger, answers), (owner, own)):
            answer = script.call(one.method, path_of(one.path, ids), body)
            told[one.name] = (answer.status_code, answer.get_json()["code"] if answer.status_code >= 400 else None)
    assert {name: told for name, told in answers.items() if told != (404, "not_found")} == {
        name: (422, code)
        for name, code in {
            "POST /campaigns/{campaign_id}/approve": "missing_field",
        }.items()
    }
    assert sorted(name for name, (status, _) in own.items() if status == 404) == ["GET /statements/{statement_id}/pdf"]
    assert not [told for told in own.values() if told[0] >= 500]


@pytest.mark.usefixtures("database")
def test_no_list_tells_anything_of_another_workspace() -> None:
    ids = whole_world()
    with transaction() as session:
        _, stranger = sandbox_script(session)
    for one in endpoints():
        if one.method == "GET" and "{" not in one.path:
            assert stranger.get(one.path).get_json()["data"] == [], one.name
            for name in one.query.model_fields if one.query else ():
                known = ids.get(f"{name}_id")
                if known:
                    assert stranger.get(one.path, **{name: known}).get_json()["data"] == [], one.name
    assert stranger.get("/audit", at=utc_now().isoformat()).status_code == 404
