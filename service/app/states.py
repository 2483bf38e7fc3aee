"""Writes docs/states.md from the table that guards every change of a gift and from that of its endings."""

from __future__ import annotations

from typing import Final

from service.gifting.endings import ENDINGS
from service.gifting.transitions import TRANSITIONS

_FIRST: Final = """# The states of a gift

Every change that a gift can go through, as `service/gifting/transitions.py` guards and applies it; this page is made from
that table (`make states`). An act from any other status is refused, and nothing has changed then. *Stock* is what happens to
the shelf, *money* what happens to the campaign's budget; both in the same transaction as the change and its event.

"""

_ENDINGS: Final = """
## When it comes to rest

Nobody has to do anything for stock and money to come to rest. From every state above, with time passing alone:

"""


def states() -> str:
    """The document as Markdown: a line for each act, and one for each state that holds stock or money."""
    lines = ["| act | from | to | stock | money | event |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {rule.act} | {', '.join(rule.sources)} | {rule.to or '(stays)'} | {rule.stock} | {rule.money} | gift.{rule.event} |"
        for rule in TRANSITIONS.values()
    ]
    rest = [f"- **{one.state}.** At the latest: {one.latest}. Then: {one.becomes}." for one in ENDINGS]
    return _FIRST + "\n".join(lines) + "\n" + _ENDINGS + "\n".join(rest) + "\n"
