"""The film of a gift: what was stored with it for its player."""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.errors import TemplateError
from renderers.video.cues import Cues, read_cues
from service.content import store
from service.content.produce import ready
from service.errors import NotFound
from service.gifting.models import RecipientGift


def cues_of_film(session: Session, gift: RecipientGift) -> Cues | None:
    """Its chapters and what can be pressed when, or None while the film is being made."""
    row = ready(session, gift).get("video")
    if row is None:
        return None
    try:
        return read_cues(store.read(row.input_hash, "cues"))
    except (NotFound, TemplateError):
        return None
