"""What may be shown of a person is decided in `recipients/visibility` alone: no room above looks for itself at who said something,
or whether its person keeps it to themselves."""

from __future__ import annotations

import ast

from tests.house.sources import nodes_of, of_service

OWN_ROOM = "recipients/"
"""Where facts are kept and settled; here too only `visibility` says who may see them."""
DECIDES = "recipients/visibility.py"
KEEPS_LISTS = frozenset({"planning/people/save_facts.py"})
"""Asks the tables for what earlier lists said, to compare it with the next one."""
PLANTED = """
def page(facts, SENDERS):
    brought = [fact for fact in facts if fact.source == "imported"]
    told = [fact for fact in facts if fact.source in ("asked", "observed")]
    named = [fact for fact in facts if not fact.kept_private]
    hidden = facts[0].kept_private or facts[1].source != SENDERS
    return brought, told, named, hidden, "told" if facts[0].kept_private else "untold", getattr(facts[0], "kept_private")
"""


def _is_ours(name: str) -> bool:
    return not name.startswith("migrations/")


def _is_above(name: str) -> bool:
    return _is_ours(name) and not name.startswith(OWN_ROOM)


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name


def _read(tree: ast.Module) -> list[str]:
    """Looks at `kept_private` that are more than handing it on by its name, as a page tells its own person."""
    handed_on = {id(node.value) for node in nodes_of(tree) if isinstance(node, ast.keyword)}
    looks = [
        node
        for node in nodes_of(tree)
        if _is(node, "kept_private") and isinstance(node.ctx, ast.Load) and id(node) not in handed_on  # type: ignore[attr-defined]
    ]
    spelled = [node for node in nodes_of(tree) if isinstance(node, ast.Constant) and node.value == "kept_private"]
    return [ast.unparse(node) for node in (*looks, *spelled)]


def _compared(tree: ast.Module) -> list[str]:
    """Comparisons of who said something."""
    return [ast.unparse(node) for node in nodes_of(tree) if isinstance(node, ast.Compare) and _is(node.left, "source")]


def test_only_visibility_looks_at_what_somebody_keeps_to_themselves() -> None:
    looking = {name for name, tree in of_service(_is_ours) if _read(tree)}
    # Facts carry it from row to value and from the old fact to its correction.
    assert looking == {DECIDES, "recipients/facts/fact.py"}


def test_no_room_above_asks_who_said_a_fact() -> None:
    found = {name: ones for name, tree in of_service(_is_above, "source") if (ones := _compared(tree))}
    assert set(found) == KEEPS_LISTS


def test_a_second_reader_would_be_seen() -> None:
    planted = ast.parse(PLANTED)

    assert len(_read(planted)) == 4
    assert len(_compared(planted)) == 3
