"""The film of a gift as its page shows it: what was stored with it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from renderers.context import LiveFilm
from renderers.errors import TemplateError
from renderers.video.cues import read_cues
from service.content import store
from service.content.produce import ready
from service.errors import NotFound
from service.gifting.models import RecipientGift


def film_of_page(session: Session, gift: RecipientGift) -> LiveFilm | None:
    """What the player needs, or None while the film is being made."""
    row = ready(session, gift, "video")
    if row is None:
        return None
    try:
        cues = read_cues(store.read(row.input_hash, "cues"))
        return LiveFilm(cues, store.read(row.input_hash, "transcript").decode())
    except (NotFound, TemplateError):
        return None
