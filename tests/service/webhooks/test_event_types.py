"""Every event that is documented has an act that sends it, and every act that sends one is documented, with what it says."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema_rs import Draft202012Validator

from service.app.api.register import whole_document
from service.db.base import utc_now
from service.gifting.events import EventKind
from service.gifting.transitions import TRANSITIONS
from service.webhooks.event_types import OF_GIFTS, TYPES
from service.webhooks.payloads import DATA, made_up
from service.workspaces.announcements.announce import Kind
from tests.house.sources import nodes_of, of_service

PROMISED = {
    "gift": "created notified notification_failed opened preference_answered swapped accepted donated declined address_confirmed "
    "meeting_booked thank_you_note_added reminder_sent expiring expired canceled substituted held ordered shipped delivered "
    "returned refunded failed",
    "gift_batch": "created completed failed",
    "approval": "requested approved rejected",
    "budget": "threshold_reached exhausted",
    "product": "out_of_stock restocked",
    "rendition": "rendered render_failed",
    "recipient": "unsubscribed erased",
}
"""What the conventions of the API promise."""
COME_IN = ("shipment.", "purchase.", "product_use.", "site_look.", "meeting.", "account.")
DOCS = (Path(__file__).parents[3] / "docs" / "webhooks.md").read_text("utf-8")


def announced() -> set[str]:
    """Names of events that stand in files which announce."""
    return {
        node.value
        for _, tree in of_service(
            lambda name: not name.startswith(("webhooks/", "workspaces/announcements/")), "announce("
        )
        for node in nodes_of(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in get_args(Kind)
    }


def test_whatever_the_conventions_promise_can_be_listened_to() -> None:
    promised = {f"{resource}.{word}" for resource, words in PROMISED.items() for word in words.split()}
    assert promised - set(TYPES) == set()


def test_every_announcement_has_an_act_and_every_act_a_name() -> None:
    assert announced() == set(get_args(Kind))


def test_every_step_of_a_gift_that_is_told_is_written_by_an_act() -> None:
    by_table = {rule.event for rule in TRANSITIONS.values()}
    written = {
        EventKind[node.attr]
        for name, tree in of_service(lambda name: not name.startswith(("webhooks/", "gifting/events")), "write_event(")
        for node in nodes_of(tree)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "EventKind"
    }
    assert {kind.name for kind in OF_GIFTS if kind not in by_table | written} == set()


def test_the_page_of_docs_names_every_event_once_with_all_it_says() -> None:
    table = [line for line in DOCS.splitlines() if line.startswith("| `") and "." in line.split("|")[1]]
    told = [(name, line) for line in table for name in re.findall(r"`([a-z_]+\.[a-z_]+)`", line.split("|")[1])]
    ours = [(name, line) for name, line in told if not name.startswith(COME_IN)]
    assert sorted(name for name, _ in ours) == sorted(TYPES)
    base = {"id", "campaign_id", "account_id", "recipient_id", "status", "is_swapped"}
    for name, line in ours:
        said = line.split("|")[3]
        if said.strip() in {"the same", "those, `saved`, `new`"}:
            continue
        assert set(re.findall(r"`([a-z_]+)`", said)) == set(DATA[name].model_fields) - (
            base if "gift’s" in said else set()
        ), name


@cache
def _document() -> dict[str, Any]:
    return whole_document()


@pytest.mark.parametrize("kind", TYPES)
def test_a_test_event_has_the_shape_that_the_document_states(kind: str) -> None:
    document = _document()
    schema = document["webhooks"][kind]["post"]["requestBody"]["content"]["application/json"]["schema"]
    message = {"type": kind, "timestamp": "2027-04-20T08:06:12Z", "data": made_up(kind, utc_now()), "test": True}
    whole = {**schema, "components": document["components"]}
    validator = Draft202012Validator(whole)
    assert [error.message for error in validator.iter_errors(message)] == []
    assert not validator.is_valid({**message, "data": {}})


def test_no_event_says_what_nobody_outside_may_know() -> None:
    said = {field for model in DATA.values() for field in model.model_fields}
    assert (
        said & {"name", "email", "address", "reason", "diet", "answer", "hold_reason", "product_id", "price"} == set()
    )
