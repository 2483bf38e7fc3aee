"""Writes docs/states.md from the table that guards every change of a gift."""

from __future__ import annotations

from typing import Final

from service.gifting.transitions import TRANSITIONS

_FIRST: Final = """# The states of a gift

Every change that a gift can go through, as `service/gifting/transitions.py` guards and applies it; this page is made from
that table (`make states`). An act from any other status is refused, and nothing has changed then. *Stock* is what happens to
the shelf, *money* what happens to the campaign's budget; both in the same transaction as the change and its event.

"""


def states() -> str:
    """The document as Markdown: a line for each act."""
    lines = ["| act | from | to | stock | money | event |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {rule.act} | {', '.join(rule.sources)} | {rule.to or '(stays)'} | {rule.stock} | {rule.money} | gift.{rule.event} |"
        for rule in TRANSITIONS.values()
    ]
    return _FIRST + "\n".join(lines) + "\n"
