"""The film before launch: for people who do not exist, or for one of the campaign's own. Looking counts nowhere."""

from __future__ import annotations

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from renderers.cues import Cues, read_cues
from renderers.samples.stories import SAMPLE_STORIES
from service.campaigns.models import Campaign
from service.campaigns.sight import named_to
from service.content.file_names import inline
from service.content.films.preview import SAMPLES, find_preview, request_preview
from service.content.models import FilmPreview
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.gifting.find import find_gift_in
from service.gifting.models import RecipientGift
from service.planning.console import blueprint, own_campaign, step_page, to_step
from service.planning.plan.review import about_gift, plan_page
from service.recipients.names import person_name
from service.recipients.special.reads import note_reason_read
from service.storage.in_force import storage
from service.storage.send import send_stored
from service.workspaces.doors.console_door import signed_in
from service.workspaces.doors.console_session import current
from service.workspaces.staff_look_log import note_look

FILES: Final = {
    "film.mp4": "body",
    "captions.vtt": "captions",
    "chapters.vtt": "chapters",
    "poster.webp": "poster",
}
"""Name in the path -> file of the rendition."""
_WHOLE: Final = "bytes=0-"
SAMPLE_NAMES: Final = {
    name: (story.person.full_name or "Name not known", story.person.locale) for name, story in SAMPLE_STORIES.items()
}
"""Sample -> whose name it shows, and the language of the film."""


@blueprint.get("/campaigns/<campaign_id>/film")
@signed_in("see_people")
def show_film(campaign_id: str) -> ResponseReturnValue:
    """The preview of `who`: a sample person, first of all, or the id of a gift."""
    who = request.args.get("who") or SAMPLES[0]
    with reading() as session:
        campaign = own_campaign(session, campaign_id)
        preview = find_preview(session, campaign, who)
        name, locale = _shown(session, campaign, who)
        page = step_page(
            session,
            campaign,
            "console/film.html",
            preview=preview,
            name=name,
            locale=locale,
            film=_cues(preview.film),
            transcript=_transcript(preview.film),
            samples=SAMPLE_NAMES,
            page=plan_page(
                session,
                campaign,
                "all",
                request.args.get("page"),
                utc_now().date(),
                seen=named_to(campaign, RecipientGift.recipient_id, current()),
            ),
        )
    if preview.film is not None:
        _record_look(preview.film)
    return page


@blueprint.post("/campaigns/<campaign_id>/film")
@signed_in("change_campaigns")
def ask_for_film(campaign_id: str) -> ResponseReturnValue:
    """Has a preview made. No gift changes and nobody is contacted."""
    who = request.form.get("who", "")
    with transaction() as session:
        request_preview(session, own_campaign(session, campaign_id), who, utc_now())
    return to_step(campaign_id, "film", who=who)


@blueprint.get("/campaigns/<campaign_id>/film/<who>/<file>")
@signed_in("see_people")
def send_film(campaign_id: str, who: str, file: str) -> ResponseReturnValue:
    """A file of a preview, with byte ranges so that it can be wound. Raises NotFound where there is none."""
    with reading() as session:
        film = find_preview(session, own_campaign(session, campaign_id), who).film
    if film is None or (name := FILES.get(file, "")) not in film.files:
        raise NotFound("There’s no such preview.")
    sent = send_stored(film.input_hash, name, film.files[name]["media_type"], inline(f"film-preview-{file}"))
    if name == "body" and request.headers.get("Range", _WHOLE).startswith(_WHOLE):
        _record_look(film)
    return sent


def _record_look(film: FilmPreview) -> None:
    """One line of the audit log for the film of a person who exists; a player asks for it in pieces, and once from its start."""
    if film.gift_id is not None:
        note_look(current(), "gift.film_seen", film.gift_id, utc_now())
        with reading() as session:
            gift = session.get_one(RecipientGift, film.gift_id)
        note_reason_read(gift.workspace_id, gift.recipient_id, current().user_id, utc_now(), "film")


def _shown(session: Session, campaign: Campaign, who: str) -> tuple[str, str]:
    """Name and language of whose film it is."""
    if who in SAMPLE_NAMES:
        return SAMPLE_NAMES[who]
    recipient, _, _ = about_gift(session, find_gift_in(session, campaign, who), utc_now().date())
    return person_name(recipient), recipient.locale


def _cues(film: FilmPreview | None) -> Cues | None:
    return None if film is None else read_cues(storage().read(film.input_hash, "cues"))


def _transcript(film: FilmPreview | None) -> list[list[str]]:
    if film is None:
        return []
    words = storage().read(film.input_hash, "transcript").decode().strip()
    return [paragraph.splitlines() for paragraph in words.split("\n\n")]
