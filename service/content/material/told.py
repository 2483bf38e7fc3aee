"""A campaign's material as the stories of its films tell it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, cast

from sqlalchemy.orm import Session

from renderers.material import FilmMaterial, Opening, Paper, Tune
from service.content.material.models import CampaignMaterial
from service.storage.in_force import storage

WAIT: Final = timedelta(seconds=4)
"""After which a film looks again whether its opening is composed."""


def material_of(session: Session, campaign_id: str, locale: str, *, speaks: bool = True) -> FilmMaterial | None:
    """What the giver brought, for a reader of this language; None where they brought nothing. `speaks`: whether it is the reader's
    giver who is seen and heard in it; another one's opening is not theirs. Clip, logo and voice are there only
    where somebody confirmed that they may be used, the opening once it is composed."""
    row = session.get(CampaignMaterial, campaign_id)
    if row is None:
        return None
    may_use = row.rights_at is not None
    return FilmMaterial(
        paper=cast("Paper | None", row.paper),
        music=cast("Tune | None", row.music),
        logo=row.logo_key if may_use else None,
        opening=_opening(row, locale) if speaks and row.wants_opening and row.is_composed else None,
    )


def is_awaited(session: Session, campaign_id: str) -> bool:
    """Whether a film of this campaign has to wait: its opening is being composed. One that was refused is not waited for."""
    row = session.get(CampaignMaterial, campaign_id)
    return row is not None and row.wants_opening and not row.is_composed and row.refused is None


def read_material(key: str, name: str) -> bytes:
    """A file of it, for renderers. Raises NotFound."""
    return storage().read(key, name)


def _opening(row: CampaignMaterial, locale: str) -> Opening:
    language = _language(row.composed["locales"], locale)
    return Opening(
        key=str(row.composed_key),
        frames=int(row.composed["frames"]),
        locale=language,
        caption=row.caption.get(language),
        said=row.said.get(_language(row.said, locale)) if row.said else None,
        has_sound=bool(row.composed["has_sound"]),
    )


def _language(there: object, locale: str) -> str:
    """The reader's language where it is there, else English."""
    known = cast("list[str]", list(there))  # type: ignore[call-overload]
    base = locale.split("-", maxsplit=1)[0]
    return next((one for one in (locale, base) if one in known), "en")
