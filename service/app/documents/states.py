"""Writes docs/states.md from the tables that guard every change of a gift and every act on a campaign, and that of endings."""

from __future__ import annotations

from typing import Final

from service.campaigns.models import STATUSES
from service.campaigns.transitions import TABLE
from service.gifting.endings import ENDINGS
from service.gifting.transitions import FIRST, TRANSITIONS

_FIRST: Final = """# The states of a gift

Every change a gift can go through, as guarded and applied by `service/gifting/transitions.py`. This page is generated from
that table (`make states`). An act from any other status is refused and changes nothing. *Stock* is what happens to
the stock, *money* what happens to the campaign's budget; both in the same transaction as the change and its event. A plan
creates a gift as {first}, and a newer plan may choose another product for it until it is launched; that is kept as
a decision record and is not a step. Launching takes this step for a whole wave at once.

"""

_ENDINGS: Final = """
## When it comes to rest

Stock and money always come to rest without anyone doing anything. From each state above, as time passes:

"""


_CAMPAIGN: Final = """
## The states of a campaign

Everything that can be done to a campaign, as guarded by `service/campaigns/transitions.py` with the campaign's row locked. An
act from any other status is refused and changes nothing. A plan is approved by its id, and only its gifts are
launched: a newer plan is kept beside the approved one and needs its own approval. A closed campaign sets no more money
aside; a gift that someone accepted and that is no longer safe can be exchanged for one that costs no more.

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
