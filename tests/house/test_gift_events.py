"""A gift's history is written in one place, in codes of one table; its status changes by the table of transitions alone."""

from __future__ import annotations

import ast
from typing import get_args

from service.gifting.events import EventKind
from service.workspaces.audit import Act
from tests.house.sources import nodes_of, of_service

WRITER = "gifting/events.py"
TABLES = frozenset({"gifting/transitions.py", "campaigns/transitions.py"})
"""Where the status of a gift, and that of a campaign, is changed."""
TOLD_ANEW = frozenset({"ops/audit/rebuild.py"})
"""Where a status is a value of its own, replayed from the history."""
DAMAGES = "app/self_test/"
"""Breaks rows on purpose."""
_OWN_CODES = frozenset(EventKind) - frozenset(get_args(Act))
"""Some acts stand in the audit log under the word that the history has for them as well."""
_GUARDED = frozenset({"status", "is_reserved"})
PLANTED = """
from sqlalchemy import insert, select, update
from service.gifting.models import GiftEvent, RecipientGift

def accept(session, gift, at):
    gift.status, gift.is_reserved = "accepted", True
    setattr(gift, "status", "accepted")
    session.execute(update(RecipientGift).values(status="accepted"))
    session.execute(update(RecipientGift).values({"is_reserved": True}))
    session.execute(update(RecipientGift).values({RecipientGift.status: "accepted"}))
    session.add(GiftEvent(kind="gift.opened", body={}, at=at))
    session.execute(insert(GiftEvent).values(kind="gift.opened"))
    return session.scalar(select(GiftEvent.at).where(GiftEvent.kind == f"gift.{gift.status}"))
"""


def _is_ours(name: str) -> bool:
    return not name.startswith(("migrations/", DAMAGES))


def _called(node: ast.AST) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""


def _written(tree: ast.Module) -> list[str]:
    """Rows of a history that are made or inserted."""
    return [
        ast.unparse(node)
        for node in nodes_of(tree)
        if isinstance(node, ast.Call)
        and (_called(node) == "GiftEvent" or (_called(node) == "insert" and ast.unparse(node.args[0]) == "GiftEvent"))
    ]


def _codes(tree: ast.Module) -> list[str]:
    """Codes that are written out, and kinds of a history that are compared with anything but a name of the table."""
    literal = [node.value for node in nodes_of(tree) if isinstance(node, ast.Constant) and node.value in _OWN_CODES]
    compared = [
        ast.unparse(node)
        for node in nodes_of(tree)
        if isinstance(node, ast.Compare)
        and ast.unparse(node.left) == "GiftEvent.kind"
        and isinstance(node.comparators[0], ast.Constant | ast.JoinedStr)
    ]
    return literal + compared


def _changed(tree: ast.Module) -> list[str]:
    """Every place that sets `status` or `is_reserved` of a row."""
    found = []
    for node in nodes_of(tree):
        if isinstance(node, ast.Assign):
            found += [one for target in node.targets for one in ast.walk(target) if _is_guarded(one)]
        elif _called(node) == "setattr":
            found += [one for one in node.args[1:2] if isinstance(one, ast.Constant) and one.value in _GUARDED]
        elif _called(node) == "values":
            found += [one for one in node.keywords if one.arg in _GUARDED]
            keys = [key for one in node.args if isinstance(one, ast.Dict) for key in one.keys if key is not None]
            found += [
                key for key in keys if getattr(key, "value", None) in _GUARDED or getattr(key, "attr", "") in _GUARDED
            ]
    return [ast.unparse(one) for one in found]


def _is_guarded(target: ast.AST) -> bool:
    """`self.status` is an answer's or a request's own."""
    return isinstance(target, ast.Attribute) and target.attr in _GUARDED and ast.unparse(target.value) != "self"


def test_one_function_writes_a_gifts_history() -> None:
    assert [(name, len(rows)) for name, tree in of_service(_is_ours, "GiftEvent") if (rows := _written(tree))] == [
        (WRITER, 1)
    ]


def test_no_file_but_the_table_spells_a_code_out() -> None:
    assert {name: codes for name, tree in of_service(_is_ours) if name != WRITER and (codes := _codes(tree))} == {}


def test_a_status_changes_by_a_table_of_transitions_alone() -> None:
    found = {name for name, tree in of_service(_is_ours) if _changed(tree)}
    assert found - TOLD_ANEW <= TABLES


def test_a_second_writer_would_be_seen() -> None:
    planted = ast.parse(PLANTED)

    assert len(_written(planted)) == 2
    assert len(_codes(planted)) == 3
    assert len(_changed(planted)) == 6
