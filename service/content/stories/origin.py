"""Where a reader's address came from, as the first mail says it: what the newest list states of it."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from renderers.context import Origin
from service.recipients.models import Recipient
from service.recipients.sources.basis import stated_of
from service.written import one_line

_LONGEST: Final = 120
"""Letters of a source within a sentence; the privacy page has all of it."""


def origin_of(session: Session, recipient: Recipient) -> Origin:
    """The reason that holds now, with the source of the list that came last."""
    newest = next(iter(stated_of(session, recipient.id)), None)
    source = "" if newest is None else one_line(newest.source)
    basis = recipient.basis if recipient.basis in {"customer", "agreed"} else "unsaid"
    shown = source if len(source) <= _LONGEST else f"{source[: _LONGEST - 1].rstrip()}…"
    return Origin(basis, shown or None)
