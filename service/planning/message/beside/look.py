"""What stands beside the words while somebody writes: whose letter it is, how it reads, and who would get none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Story
from renderers.errors import RenderError, TooLarge
from renderers.samples.stories import SAMPLE_STORIES
from service.campaigns.models import Campaign, CampaignRecipient
from service.campaigns.wording import in_language
from service.db.base import utc_now
from service.planning.message.beside.as_typed import COMES_OUT_EMPTY, Letter, film_as_typed, letter_as_typed
from service.planning.message.beside.film_strip import Still, film_strip
from service.planning.message.check_copy import CopyCheck, check_copy
from service.recipients.models import Recipient
from service.recipients.names import person_name
from service.workspaces.actor import Actor
from service.workspaces.staff_look_log import note_sitting

OFFERED: Final = 40
"""People to choose from; anybody else is reached from the list of letters."""
CHECKED: Final = 500
"""Up to so many people the message is read for everybody at each look; of more, the page of all letters tells."""


@dataclass(frozen=True, slots=True)
class Beside:
    """`people` are (id, name) to choose from, sample people last. `check` None: too many to read for all at once."""

    letter: Letter
    people: tuple[tuple[str, str], ...]
    samples: Mapping[str, str]
    count: int
    check: CopyCheck | None


SAMPLES: Final = {
    name: f"{story.person.full_name or 'Name not known'} ({story.person.locale})"
    for name, story in SAMPLE_STORIES.items()
}


def look_beside(session: Session, typed: Campaign, who: str) -> Beside:
    """The letter of `who`, or of the first person where nobody is named. Raises NotFound for somebody who does not take part."""
    rows = session.execute(
        select(Recipient, CampaignRecipient.row_number)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == typed.id, Recipient.erased_at.is_(None))
        .order_by(CampaignRecipient.row_number, CampaignRecipient.id)
        .limit(CHECKED + 1)
    ).all()
    people = [(person.id, person_name(person)) for person, _ in rows[:OFFERED]]
    if who and who not in SAMPLE_STORIES and who not in dict(people):
        people += [(person.id, person_name(person)) for person, _ in rows if person.id == who]
    chosen = who or (people[0][0] if people else next(iter(SAMPLE_STORIES)))
    letter = letter_as_typed(session, typed, chosen)
    if chosen not in SAMPLE_STORIES and chosen not in dict(people):
        people.append((chosen, letter.name))
    check = None
    if rows and len(rows) <= CHECKED:
        # A message that is not well formed yet is told beside the letter already.
        with suppress(RenderError):
            check = check_copy(session, typed)
    return Beside(letter, tuple(people), SAMPLES, len(rows), check)


@dataclass(frozen=True, slots=True)
class Strip:
    """The film's stills, or the sentence that says why there are none."""

    stills: Sequence[Still] = ()
    fault: str = ""


def film_beside(session: Session, typed: Campaign, who: str) -> Story | Strip:
    """What the film strip of `who` is drawn from, or the strip that says why there is none. Raises NotFound as `look_beside`."""
    try:
        story = film_as_typed(session, typed, who)
    except RenderError as error:
        return _without(error)
    if not story.message.strip():
        return Strip(fault=COMES_OUT_EMPTY if in_language(typed.message, story.person.locale).strip() else UNWRITTEN)
    return story


def draw_strip(film: Story | Strip) -> Strip:
    """The film strip. It takes seconds, so no transaction is open. Raises TooMany while another strip is drawn here."""
    if isinstance(film, Strip):
        return film
    try:
        return Strip(film_strip(film))
    except TooLarge:
        return Strip(fault="The film’s pictures took too long this time. Press “Show” to try again.")
    except RenderError as error:
        return _without(error)


def _without(error: RenderError) -> Strip:
    return Strip(fault=f"This film can’t be drawn: {error.sentence}")


UNWRITTEN: Final = "There’s no message for them yet. Once you’ve written one, its film is shown here."


def note_beside(actor: Actor, letter: Letter, *, with_film: bool = False) -> None:
    """The look at somebody's letter, and at their film, in the audit log; nobody real is behind a sample."""
    at = utc_now()
    if letter.who not in SAMPLE_STORIES:
        note_sitting(actor, "letter.seen", letter.who, at)
    if with_film and letter.gift_id is not None:
        note_sitting(actor, "gift.film_seen", letter.gift_id, at)
