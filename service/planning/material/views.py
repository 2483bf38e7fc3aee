"""The page of a campaign's own film material: brought, looked at once it is composed, taken away."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Final

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from renderers.video.timeline.captions import Caption, webvtt
from renderers.video.timeline.opened import RATE
from renderers.video.timeline.tints import TINTS
from service.content.file_names import inline
from service.content.material.models import CampaignMaterial
from service.content.material.take import LARGEST_MB, LOGO, Kept, take_clip, take_logo, take_voice
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput, NotFound
from service.planning.console import blueprint, own_campaign, step_page
from service.planning.material.labels import MUSIC, PAPERS
from service.planning.material.read_form import LONGEST_CAPTION, LONGEST_SAID, read_material
from service.planning.material.save import PARTS, NewFiles, remove_material, save_material
from service.planning.message.form.read_form import LANGUAGES
from service.storage.send import send_stored
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current

SHOWN: Final = {"film.mp4": ("film", "video/mp4"), "still.webp": ("still", "image/webp")}
"""Name in the path -> file of the composition, and what it is."""


@blueprint.get("/campaigns/<campaign_id>/material")
@signed_in("see_messages")
def show_material(campaign_id: str) -> ResponseReturnValue:
    """What there is, and the opening as it was composed."""
    return _page(campaign_id, None, {})


@blueprint.post("/campaigns/<campaign_id>/material")
@signed_in("change_campaigns")
def press_material(campaign_id: str) -> ResponseReturnValue:
    """Saves it and has the opening composed; where something is wrong nothing changes, and the page says what."""
    actor, at = current(), utc_now()
    with reading() as session:
        own_campaign(session, campaign_id)
    try:
        form = read_material(request.form)
        files = NewFiles(
            clip=_file("clip", take_clip),
            logo=_file("logo", take_logo),
            voice=_file("voice", take_voice),
            without=frozenset(PARTS) & set(request.form.getlist("without")),
        )
        with transaction() as session:
            row = save_material(session, own_campaign(session, campaign_id), form, files, actor, at)
            is_cut = row.clip_key is not None and files.clip is not None and row.clip_to < float(row.clip["seconds"])
    except InvalidInput as error:
        return _page(campaign_id, error, dict(request.form)), error.status
    flash(
        "Saved. Your footage is longer than an opening can be: choose below which part is used."
        if is_cut
        else "Saved. Every film of this campaign has it from now on."
    )
    return redirect(url_for("planning.show_material", campaign_id=campaign_id), 303)


@blueprint.post("/campaigns/<campaign_id>/material/remove")
@signed_in("change_campaigns")
def press_remove_material(campaign_id: str) -> ResponseReturnValue:
    """Takes all of it away."""
    with transaction() as session:
        was_there = remove_material(session, own_campaign(session, campaign_id), current(), utc_now())
    flash("Your material is gone; films are as they are without it." if was_there else "There was no material.")
    return redirect(url_for("planning.show_material", campaign_id=campaign_id), 303)


@blueprint.get("/campaigns/<campaign_id>/material/<file>")
@signed_in("see_messages")
def send_material(campaign_id: str, file: str) -> ResponseReturnValue:
    """The opening as it was composed, or the logo, with byte ranges. Raises NotFound where there is none."""
    with reading() as session:
        row = _row(session.get(CampaignMaterial, own_campaign(session, campaign_id).id))
        key, logo = row.composed_key if row.is_composed else None, row.logo_key
    if file == "logo.webp" and logo is not None:
        return send_stored(logo, LOGO, "image/webp", inline("logo.webp"))
    if key is not None and file == "captions.vtt":
        return Response(_captions(row), mimetype="text/vtt")
    if key is None or file not in SHOWN:
        raise NotFound("There’s no such file.")
    name, media_type = SHOWN[file]
    return send_stored(key, name, media_type, inline(f"opening-{file}"))


def _captions(row: CampaignMaterial) -> str:
    """What is said and what stands under the picture, in English, for as long as the opening lasts."""
    words = tuple(str(text) for text in (row.said.get("en"), row.caption.get("en")) if text)
    return webvtt((Caption(0.0, row.composed["frames"] / RATE, words),) if words else ())


def _row(row: CampaignMaterial | None) -> CampaignMaterial:
    if row is None:
        raise NotFound("There’s no such file.")
    return row


def _file(name: str, take: Callable[[IO[bytes]], Kept]) -> Kept | None:
    file: FileStorage | None = request.files.get(name)
    if file is None or not file.filename:
        return None
    return take(file.stream)


def _page(campaign_id: str, error: InvalidInput | None, typed: dict[str, str]) -> str:
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        row = session.get(CampaignMaterial, campaign.id)
        return step_page(
            session,
            campaign,
            "console/material.html",
            row=row,
            fields=typed or _fields(row),
            error=error,
            papers=[(key, *words, TINTS[key]) for key, words in PAPERS.items()],
            music=MUSIC,
            languages=LANGUAGES,
            largest=LARGEST_MB,
            longest_caption=LONGEST_CAPTION,
            longest_said=LONGEST_SAID,
            state=_state(row),
        )


def _state(row: CampaignMaterial | None) -> str:
    """How the opening stands: none, making, ready or refused."""
    if row is None or not row.wants_opening:
        return "none"
    if row.is_composed:
        return "ready"
    return "refused" if row.refused is not None else "making"


def _fields(row: CampaignMaterial | None) -> dict[str, str]:
    if row is None:
        return {}
    words = {f"caption_{locale}": str(text) for locale, text in row.caption.items()}
    words |= {f"said_{locale}": str(text) for locale, text in row.said.items()}
    part = {"clip_from": f"{row.clip_from:g}", "clip_to": f"{row.clip_to:g}"} if row.clip_key else {}
    rights = {"rights": "yes"} if row.rights_at is not None else {}
    return words | part | rights | {"paper": row.paper or "", "music": row.music or ""}
