"""What the sample's giver brings for their films, taken in by the same acts as a sales team's own."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from service.app.demo.sample import SAMPLES, Sample
from service.campaigns.models import Campaign
from service.content.material.take import take_clip, take_logo, take_voice
from service.db.connect import transaction
from service.planning.material.read_form import MaterialForm
from service.planning.material.save import NewFiles, save_material

FOLDER: Final = SAMPLES / "material"


def bring_material(sample: Sample, at: datetime) -> None:
    """Clip, logo, voice note, paper and words of the sample; the worker that films composes its opening. No transaction is open."""
    told: dict[str, Any] = json.loads((FOLDER / "material.json").read_text("utf-8"))
    with (
        (FOLDER / "clip.mp4").open("rb") as clip,
        (FOLDER / "voice.m4a").open("rb") as voice,
        (FOLDER / "logo.png").open("rb") as logo,
    ):
        files = NewFiles(take_clip(clip), take_logo(logo), take_voice(voice))
    form = MaterialForm(told["paper"], None, told["caption"], told["said"], None, has_rights=True)
    with transaction() as session:
        campaign = session.get_one(Campaign, sample.campaign_id)
        save_material(session, campaign, form, files, sample.sales, at)
