"""Has the opening scene of a campaign composed: by the worker that films, once for each change of the material.

MoviePy runs in a child with limits of its own (`runtime/bounded`), so the worker's process, which draws people's films, never loads
it. What was composed lies in the storage under the hash of what it was made from; people's films take it from there.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any, Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from renderers.brand.wordmark import wordmark
from renderers.errors import RenderError
from renderers.runtime.bounded import Limits, draw_bounded
from service.campaigns.models import Campaign
from service.content.material.models import CampaignMaterial
from service.content.material.take import FILE, LOGO, laid
from service.content.stories.story import brand_of
from service.db.connect import reading
from service.errors import NotFound
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue, next_version
from service.storage.in_force import storage

KIND: Final = "content.compose"
LIMITS: Final = Limits(cpu_seconds=240, wall_seconds=540, memory_mb=1_500)
"""Of the child. Ten seconds in seven languages and two frames take about a minute of work; a 4K clip is read picture by picture.
The memory is address space, most of it never touched."""
VERSION: Final = "1"
NOT_MADE: Final = (
    "Something went wrong on our side while we made it. Save your material again; if that fails too, tell ops."
)
_ACT: Final = "renderers.video.material.compose:compose_in_child"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to compose, plain: all that the result follows from."""

    revision: int
    clip_key: str | None
    begin: float
    end: float
    logo_key: str | None
    voice_key: str | None
    captions: dict[str, str]
    paper: str | None
    ember: str

    @property
    def key(self) -> str:
        """The hash of it; another revision that asks for the same finds what is there."""
        told = {name: getattr(self, name) for name in self.__slots__ if name != "revision"}
        return hashlib.sha256(json.dumps([VERSION, told], sort_keys=True).encode()).hexdigest()


def ask_to_compose(session: Session, row: CampaignMaterial) -> None:
    """Asks for it, in the caller's transaction, where there is something to compose."""
    if row.wants_opening:
        enqueue(
            session,
            KIND,
            row.campaign_id,
            version=row.revision,
            workspace_id=row.workspace_id,
            campaign_id=row.campaign_id,
        )


def count_on(session: Session, row: CampaignMaterial) -> None:
    """A new revision of the row, which the caller has changed with the campaign locked: of all that was ever asked for, as material
    that was removed and brought again begins no number anew."""
    row.revision = max(row.revision + 1, next_version(session, KIND, row.campaign_id))
    row.refused = None


def compose_anew(session: Session, campaign: Campaign) -> None:
    """Has the opening composed again where there is one: the giver's accent, in which its thread is drawn, has changed."""
    row = session.get(CampaignMaterial, campaign.id)
    if row is not None and row.wants_opening:
        count_on(session, row)
        ask_to_compose(session, row)


def compose_job(lease: Lease) -> Effect | None:
    """The act of `content.compose`: subject is the campaign, version the material's revision. What cannot be composed is told on
    the page of the material; it is no failure of the job."""
    with reading() as session:
        wanted = _wanted(session, lease)
    if wanted is None:
        return None
    try:
        composed = _found(wanted) or _made(wanted)
    except RenderError as error:
        return partial(_refuse, lease.subject_id, wanted.revision, error.sentence)
    except NotFound:
        return partial(_refuse, lease.subject_id, wanted.revision, "A file of your material is gone. Upload it again.")
    return partial(_keep, lease.subject_id, wanted.revision, wanted.key, composed)


def compose_died(session: Session, campaign_id: str, _code: str) -> None:
    """What failed for reasons nobody foresaw is told on the page of the material, and to ops as any failed job."""
    row = session.get(CampaignMaterial, campaign_id)
    if row is not None and not row.is_composed:
        _refuse(campaign_id, row.revision, NOT_MADE, session)


def _wanted(session: Session, lease: Lease) -> _Wanted | None:
    row = session.get(CampaignMaterial, lease.subject_id)
    if row is None or row.revision != lease.version or not row.wants_opening or row.is_composed:
        return None
    brand = brand_of(session.get_one(Campaign, row.campaign_id).brand)
    captions = {locale: str(words) for locale, words in row.caption.items() if words} or {"en": ""}
    return _Wanted(
        row.revision,
        row.clip_key,
        row.clip_from,
        row.clip_to,
        row.logo_key,
        row.voice_key,
        captions,
        row.paper,
        wordmark(brand, None).ember,
    )


def _found(wanted: _Wanted) -> dict[str, Any] | None:
    if storage().find(wanted.key) is None:
        return None
    told: dict[str, Any] = json.loads(storage().read(wanted.key, "told"))
    return told


def _made(wanted: _Wanted) -> dict[str, Any]:
    began = monotonic()
    with ExitStack() as stack:
        order = {
            "clip": _path(stack, wanted.clip_key, FILE),
            "begin": wanted.begin,
            "end": wanted.end,
            "logo": _path(stack, wanted.logo_key, LOGO),
            "voice": _path(stack, wanted.voice_key, FILE),
            "captions": wanted.captions,
            "paper": wanted.paper,
            "ember": wanted.ember,
        }
        made = pickle.loads(draw_bounded(_ACT, pickle.dumps(order), LIMITS))  # noqa: S301 (our own child)
    told = {"frames": made["frames"], "has_sound": bool(made["sound"]), "locales": sorted(wanted.captions)}
    files = {name: ("application/octet-stream", body) for name, body in made["scenes"].items()}
    files |= {
        "sound": ("application/octet-stream", made["sound"]),
        "still": ("image/webp", made["still"]),
        "film": ("video/mp4", made["film"]),
        "told": ("application/json", json.dumps(told).encode()),
    }
    storage().put(wanted.key, files, round(monotonic() - began, 3))
    return told


def _path(stack: ExitStack, key: str | None, name: str) -> str | None:
    return None if key is None else str(stack.enter_context(laid(key, name)))


def _keep(campaign_id: str, revision: int, key: str, told: dict[str, Any], session: Session) -> None:
    _write(session, campaign_id, revision, composed_key=key, composed={**told, "revision": revision}, refused=None)


def _refuse(campaign_id: str, revision: int, sentence: str, session: Session) -> None:
    _write(session, campaign_id, revision, refused=sentence)


def _write(session: Session, campaign_id: str, revision: int, **values: object) -> None:
    """Of this revision alone: what was saved since has a job of its own."""
    session.execute(
        update(CampaignMaterial)
        .where(CampaignMaterial.campaign_id == campaign_id, CampaignMaterial.revision == revision)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
