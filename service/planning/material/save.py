"""A campaign's own film material is saved, or taken away again: in the same states in which its message may change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import require_act
from service.content.material.compose import ask_to_compose, count_on
from service.content.material.models import CampaignMaterial
from service.content.material.take import Kept
from service.errors import InvalidInput
from service.planning.material.read_form import MaterialForm, part_of, require_readable
from service.workspaces.actor import Actor
from service.workspaces.audit import record_act

PARTS: Final = ("clip", "logo", "voice")


@dataclass(frozen=True, slots=True)
class NewFiles:
    """Files that came with the form, kept already; None where none was chosen. `without` names parts that are to go."""

    clip: Kept | None = None
    logo: Kept | None = None
    voice: Kept | None = None
    without: frozenset[str] = frozenset()


def save_material(
    session: Session, campaign: Campaign, form: MaterialForm, files: NewFiles, actor: Actor, at: datetime
) -> CampaignMaterial:
    """Puts the form and its files into the campaign's row and has the opening composed. Saving the same again changes nothing.

    Raises Conflict where the campaign may not change any more; InvalidInput where files are there without a word that they may be
    used, the part of the clip is none, what is said is not written down, or words cannot be read in time.
    """
    campaign = require_act(session, campaign, "change")
    row = session.get(CampaignMaterial, campaign.id) or _empty(campaign, at)
    before, old_part = _told(row), (row.clip_from, row.clip_to)
    _put_files(row, files)
    row.paper, row.music = form.paper, form.music
    row.caption, row.said = dict(form.caption), dict(form.said)
    if row.clip_key is not None:
        # The page sends the seconds of the clip before along with another clip: they say nothing of this one.
        is_typed = files.clip is None or form.part != old_part
        row.clip_from, row.clip_to = part_of(row, form.part if is_typed else None)
    if row.voice_key is not None and not row.said:
        raise InvalidInput(
            "Write down what you say in the voice note, word for word: people who can’t hear it read that.",
            param="said_en",
        )
    require_readable(row)
    has_files = any(getattr(row, f"{part}_key") is not None for part in PARTS)
    if has_files and not form.has_rights:
        raise InvalidInput("Confirm that you may use this material; without that we don’t.", param="rights")
    confirms = has_files and (row.rights_at is None or files.clip or files.logo or files.voice)
    if confirms:
        row.rights_by, row.rights_at = actor.user_id, at
    elif not has_files:
        row.rights_by = row.rights_at = None
    if _told(row) == before and row.revision and row.refused is None:
        return row
    count_on(session, row)
    row.changed_at = at
    session.add(row)
    session.flush()
    parts = [part for part in PARTS if getattr(row, f"{part}_key") is not None]
    record_act(session, actor, "campaign.material_saved", at, subject_id=campaign.id, body={"parts": parts})
    if confirms:
        record_act(session, actor, "campaign.rights_confirmed", at, subject_id=campaign.id, body={"parts": parts})
    ask_to_compose(session, row)
    return row


def remove_material(session: Session, campaign: Campaign, actor: Actor, at: datetime) -> bool:
    """Takes all of it away; whether there was any. Its files go with the next sweep. Raises Conflict as `save_material`."""
    campaign = require_act(session, campaign, "change")
    gone = session.scalar(
        delete(CampaignMaterial)
        .where(CampaignMaterial.campaign_id == campaign.id)
        .returning(CampaignMaterial.campaign_id)
        .execution_options(synchronize_session=False)
    )
    if gone is None:
        return False
    record_act(session, actor, "campaign.material_removed", at, subject_id=campaign.id)
    return True


def _put_files(row: CampaignMaterial, files: NewFiles) -> None:
    if "clip" in files.without:
        row.clip_key, row.clip, row.clip_from, row.clip_to = None, {}, 0.0, 0.0
    if "logo" in files.without:
        row.logo_key = None
    if "voice" in files.without:
        row.voice_key = row.voice_seconds = None
    if files.clip is not None:
        row.clip_key, row.clip = files.clip.key, files.clip.facts
    if files.logo is not None:
        row.logo_key = files.logo.key
    if files.voice is not None:
        row.voice_key, row.voice_seconds = files.voice.key, float(files.voice.facts["seconds"])


def _told(row: CampaignMaterial) -> tuple[object, ...]:
    """All that films follow from."""
    parts = (row.clip_key, row.clip_from, row.clip_to, row.logo_key, row.voice_key, row.paper, row.music)
    return (*parts, dict(row.caption), dict(row.said), row.rights_at is not None)


def _empty(campaign: Campaign, at: datetime) -> CampaignMaterial:
    return CampaignMaterial(
        campaign_id=campaign.id,
        workspace_id=campaign.workspace_id,
        revision=0,
        clip={},
        clip_from=0.0,
        clip_to=0.0,
        caption={},
        said={},
        composed={},
        changed_at=at,
    )
