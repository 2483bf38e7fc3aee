"""The audit log is written by acts, in words of one table; no page writes it."""

from __future__ import annotations

import ast
from typing import get_args

from service.workspaces.audit import Act
from tests.house.sources import nodes_of, of_service

WRITER = "workspaces/audit.py"
_WRITE = frozenset({"record_act", "AuditEntry"})
PLANTED = """
from service.workspaces.audit import record_act
from service.workspaces.models import AuditEntry

def press(session, actor, at):
    record_act(session, actor, "campaign.danced", at)
    session.add(AuditEntry(act="campaign.danced"))
"""


def _is_ours(name: str) -> bool:
    return not name.startswith("migrations/")


def _is_view(name: str) -> bool:
    return "/views/" in name or name.endswith("views.py")


def _names(tree: ast.Module) -> set[str]:
    """Every name that is imported, read or called."""
    found = {node.id for node in nodes_of(tree) if isinstance(node, ast.Name)}
    found |= {node.attr for node in nodes_of(tree) if isinstance(node, ast.Attribute)}
    return found | {alias.name for node in nodes_of(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


def _calls(tree: ast.Module, name: str) -> list[ast.Call]:
    return [
        node
        for node in nodes_of(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == name
    ]


def _unknown(tree: ast.Module) -> list[str]:
    """Codes that are recorded as they are written there and stand in no table; mypy asks the same of names."""
    acts = [call.args[2] for call in _calls(tree, "record_act")]
    return [
        ast.unparse(act)
        for act in acts
        if isinstance(act, ast.Constant | ast.JoinedStr | ast.BinOp) and not _known(act)
    ]


def _known(act: ast.expr) -> bool:
    return isinstance(act, ast.Constant) and act.value in get_args(Act)


def test_no_page_writes_the_audit_log() -> None:
    views = dict(of_service(_is_view))
    assert len(views) > 15
    assert {name: names for name, tree in views.items() if (names := _names(tree) & _WRITE)} == {}


def test_one_function_writes_its_lines() -> None:
    assert [name for name, tree in of_service(_is_ours, "AuditEntry") if _calls(tree, "AuditEntry")] == [WRITER]


def test_every_act_that_is_recorded_stands_in_the_table_and_the_table_holds_no_other() -> None:
    sources = dict(of_service(_is_ours))
    assert {name: codes for name, tree in sources.items() if (codes := _unknown(tree))} == {}
    written = {
        node.value
        for name, tree in sources.items()
        if name != WRITER
        for node in nodes_of(tree)
        if isinstance(node, ast.Constant)
    }
    assert [act for act in get_args(Act) if act not in written] == []


def test_a_planted_page_is_caught() -> None:
    planted = ast.parse(PLANTED)
    assert _names(planted) & _WRITE == _WRITE
    assert len(_calls(planted, "AuditEntry")) == 1
    assert _unknown(planted) == ["'campaign.danced'"]
