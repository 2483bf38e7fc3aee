"""A rehearsal of the sample, played by the workers while somebody looks around."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from rich.console import Console

from service.app.commands.people import sign_in_url
from service.app.demo.sample import Sample
from service.campaigns.models import Campaign
from service.db.connect import reading, transaction
from service.errors import HandpickedError
from service.planning.rehearsal.ask import ask_for_rehearsal
from service.planning.rehearsal.models import Rehearsal
from service.planning.rehearsal.shown import rehearsals_of

PEOPLE: Final = 40


class Rehearsed:
    """Asked for once; a later start of the demo finds it there."""

    def __init__(self, sample: Sample, screen: Console) -> None:
        self._sample, self._screen, self._rehearsal_id = sample, screen, ""
        with suppress(HandpickedError), transaction() as session:
            campaign = session.get_one(Campaign, sample.campaign_id)
            if not rehearsals_of(session, campaign):
                self._rehearsal_id = ask_for_rehearsal(session, campaign, 1, sample.sales_id, most=PEOPLE).id
        if self._rehearsal_id:
            screen.print(f"\nMeanwhile a rehearsal of it is being played, with {PEOPLE} people.", soft_wrap=True)

    def look(self) -> None:
        """Says once that it is over, and where to look at it."""
        if not self._rehearsal_id:
            return
        with reading() as session:
            row = session.get_one(Rehearsal, self._rehearsal_id)
        if row.ended_at is None:
            return
        self._rehearsal_id = ""
        with transaction() as session:
            url = sign_in_url(session, self._sample.sales_id, next_path=f"/rehearsals/{row.id}")
        self._screen.print(f"  {'Rehearsal':<16} {url}", soft_wrap=True)
