"""What a giver brought for the films of a campaign, and what was composed of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, get_args

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from renderers.material import Paper, Tune
from service.db.base import Base

PAPERS: Final[tuple[str, ...]] = get_args(Paper)
TUNES: Final[tuple[str, ...]] = get_args(Tune)


class CampaignMaterial(Base):
    """One row for a campaign: the giver's files by their keys, what stands and is said in the opening scene, and its composition.

    Nothing of a recipient is in it. Every change counts `revision` on; what was composed counts only for the revision it was
    composed of.
    """

    __tablename__ = "campaign_material"
    __table_args__ = (
        CheckConstraint(f"paper IS NULL OR paper IN {PAPERS}", name="paper"),
        CheckConstraint(f"music IS NULL OR music IN {TUNES}", name="music"),
        CheckConstraint("(rights_by IS NULL) = (rights_at IS NULL)", name="rights"),
        CheckConstraint("clip_from >= 0 AND clip_to >= clip_from", name="part"),
        CheckConstraint("revision > 0", name="revision"),
    )

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    revision: Mapped[int]
    paper: Mapped[str | None]
    """The colour of the films' paper; None for the house's own."""
    music: Mapped[str | None]
    """One piece for everybody; None: by what each person said they want."""
    clip_key: Mapped[str | None]
    clip: Mapped[dict[str, Any]]
    """{seconds, width, height, has_sound} of the clip; empty where there is none."""
    clip_from: Mapped[float]
    clip_to: Mapped[float]
    """The seconds of the clip that are used."""
    logo_key: Mapped[str | None]
    voice_key: Mapped[str | None]
    voice_seconds: Mapped[float | None]
    caption: Mapped[dict[str, Any]]
    """Locale -> what stands under the clip; English is there where anything is."""
    said: Mapped[dict[str, Any]]
    """Locale -> what is said in clip and voice note, word for word, for the captions."""
    rights_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    """Who confirmed that the material may be used; without it none of it is."""
    rights_at: Mapped[datetime | None]
    composed_key: Mapped[str | None]
    composed: Mapped[dict[str, Any]]
    """{revision, frames, has_sound, locales}: what the opening scene is that lies under `composed_key`."""
    refused: Mapped[str | None]
    """Why it could not be composed, as a sentence of ours; None while it was, or is about to be."""
    changed_at: Mapped[datetime]

    @property
    def wants_opening(self) -> bool:
        """Whether there is something to show or hear, and somebody confirmed that it may be."""
        return self.rights_at is not None and (self.clip_key is not None or self.voice_key is not None)

    @property
    def is_composed(self) -> bool:
        """Whether what lies composed is of the material as it stands."""
        return self.composed_key is not None and self.composed.get("revision") == self.revision
