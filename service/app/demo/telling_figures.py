"""How differently the sample's people are met: counted from their own stories, with everything masked that is theirs by name.

Names, companies, towns, numbers and dates are masked, so that two people who are told the same count as the same, whatever they are
called. Nothing of a story is kept or written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from renderers.context import Story
from renderers.errors import RenderError
from renderers.language import names
from renderers.language.dates import month, until
from renderers.language.translations import resolve
from renderers.microsite.draw import reason_line
from renderers.video.timeline.script import script_of
from renderers.video.timeline.storyboard import storyboard_for
from renderers.welcome.sentences import welcome_of
from service.campaigns.models import Campaign
from service.content.stories.story import story_of
from service.db.writing.chunks import in_chunks
from service.errors import HandpickedError
from service.gifting.models import RecipientGift

_NUMBER: Final = re.compile(r"\d+")
_MASK: Final = "·"


@dataclass(frozen=True, slots=True)
class Told:
    """What one person meets, masked. `opening`: the first scene of their film and the line of welcome. `music` is made for a motive
    and a length, so it is those two."""

    locale: str
    product: tuple[str, str]
    opening: tuple[str, str]
    whys: tuple[str, ...]
    scenes: tuple[str, ...]
    music: tuple[str, float]

    @property
    def telling(self) -> Hashable:
        """The same without the gift."""
        return self.opening[1], self.whys, self.scenes, self.music


@dataclass(frozen=True)
class TellingFigures:
    """`distinct_openings`: different pairs of first film scene and line of welcome; `openings_in_one_language`: of the language
    that most people read. `unique_experience_share`: people whose gift, welcome, reasons, scenes in order and music nobody else
    has; `unique_telling_share`: the same without the gift. `boards_used`: storyboards of all their films."""

    told: int
    distinct_openings: int
    openings_in_one_language: int
    unique_experience_share: float
    unique_telling_share: float
    boards_used: int


def telling_figures(session: Session, campaign: Campaign) -> TellingFigures:
    """Of everybody in the campaign who has a gift and whose story can be told."""
    ids = session.scalars(
        select(RecipientGift.id)
        .where(RecipientGift.campaign_id == campaign.id, RecipientGift.product_id.is_not(None))
        .order_by(RecipientGift.id)
    ).all()
    told: list[Told] = []
    boards: set[str] = set()
    for some in in_chunks(ids):
        for gift_id in some:
            story = _story(session, session.get_one(RecipientGift, gift_id))
            if story is not None:
                told.append(told_of(story))
                boards.add(storyboard_for(story).name)
        session.expunge_all()
    return figures_of(told, len(boards))


def figures_of(told: Sequence[Told], boards_used: int) -> TellingFigures:
    """The figures of what some people meet."""
    languages = Counter(one.locale for one in told)
    most = languages.most_common(1)[0][0] if told else ""
    return TellingFigures(
        told=len(told),
        distinct_openings=len({one.opening for one in told}),
        openings_in_one_language=len({one.opening for one in told if one.locale == most}),
        unique_experience_share=_share_alone([(one.product, one.telling) for one in told]),
        unique_telling_share=_share_alone([one.telling for one in told]),
        boards_used=boards_used,
    )


def told_of(story: Story) -> Told:
    """What a story tells its reader, masked."""
    locale, board = story.person.locale, storyboard_for(story)
    first = board.scenes[0].scene
    said = " / ".join((first, *script_of(story, board).spoken(first)))
    mask = _mask_of(story)
    return Told(
        locale=resolve(locale),
        product=(story.gift.sku.partition("/")[0], story.gift.product_id),
        opening=(mask(said), mask(welcome_of(story))),
        whys=tuple(mask(reason_line(locale, fact).sentence) for fact in story.reasons),
        scenes=tuple(cut.scene for cut in board.scenes),
        music=(story.motive or "", board.seconds),
    )


def _mask_of(story: Story) -> Callable[[str], str]:
    known = re.compile("|".join(re.escape(word) for word in sorted(_own(story), key=len, reverse=True)))
    return lambda said: _NUMBER.sub(_MASK, known.sub(_MASK, said))


def _own(story: Story) -> Iterator[str]:
    """Names, companies, towns and dates that may stand in a sentence of this story."""
    person, sender, locale = story.person, story.sender, story.person.locale
    last = story.remembered
    own: Iterable[str | None] = (
        person.given_name, person.full_name, names.greeting_name(person), names.masthead_name(person), person.company,
        names.company_name(person), person.city, sender.name, sender.company, story.brand.name,
        until(locale, story.open_until), None if last is None else month(locale, last.on),
    )  # fmt: skip
    yield from (word for word in own if word)


def _share_alone(of: Sequence[Hashable]) -> float:
    seen = Counter(of)
    return round(sum(seen[one] == 1 for one in of) / len(of), 4) if of else 0.0


def _story(session: Session, gift: RecipientGift) -> Story | None:
    try:
        return story_of(session, gift)
    except (RenderError, HandpickedError):
        return None
