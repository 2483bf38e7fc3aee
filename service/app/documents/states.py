"""Writes docs/states.md from the tables that guard every change of a gift and every act on a campaign, and that of endings."""

from __future__ import annotations

from typing import Final

from service.campaigns.models import STATUSES
from service.campaigns.transitions import TABLE
from service.gifting.endings import ENDINGS
from service.gifting.transitions import FIRST, TRANSITIONS

_FIRST: Final = """# The states of a gift

Every change that a gift can go through, as `service/gifting/transitions.py` guards and applies it; this page is made from
that table (`make states`). An act from any other status is refused, and nothing has changed then. *Stock* is what happens to
the shelf, *money* what happens to the campaign's budget; both in the same transaction as the change and its event. A plan
writes a gift down as {first}, and a newer plan may choose another product for it as long as it can be launched; that is kept as
a decision record and is no step. Launching takes its step for a whole wave at once.

"""

_ENDINGS: Final = """
## When it comes to rest

Nobody has to do anything for stock and money to come to rest. From every state above, with time passing alone:

"""


_CAMPAIGN: Final = """
## The states of a campaign

Everything that may be done to a campaign, as `service/campaigns/transitions.py` guards it with the campaign's row locked. An
act from any other status is refused, and nothing has changed then. A plan is approved by its id, and only its gifts are
launched: a newer plan is put down beside the approval and needs one of its own. A closed campaign sets no money aside any
more; what a person said yes to and is no longer safe for them may be exchanged for something that costs no more.

"""


def states() -> str:
    """The document as Markdown: a line for each act of a gift, each state that holds stock or money, each act on a campaign."""
    lines = ["| act | from | to | stock | money | event |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {rule.act} | {', '.join(rule.sources)} | {rule.to or '(stays)'} | {rule.stock} | {rule.money} | {rule.event} |"
        for rule in TRANSITIONS.values()
    ]
    rest = [f"- **{one.state}.** At the latest: {one.latest}. Then: {one.becomes}." for one in ENDINGS]
    acts = ["| act | from | to | what it is |", "|---|---|---|---|"]
    acts += [
        f"| {rule.act} | {', '.join(one for one in STATUSES if one in rule.sources)} | {rule.to or '(stays)'} | {rule.does} |"
        for rule in TABLE
    ]
    parts = ((_FIRST.format(first=FIRST), lines), (_ENDINGS, rest), (_CAMPAIGN, acts))
    return "".join(head + "\n".join(rows) + "\n" for head, rows in parts)
