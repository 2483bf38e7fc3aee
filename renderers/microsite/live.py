"""What may have changed since the gift page was drawn, spliced into it at every visit.

The forms send, each with its hidden `nonce`, to paths below `LivePage.base_path`:

    accept, undo, show-others    nothing else
    swap                         `product`: a product id
    donate                       `charity`: a charity's key
    decline                      `reason`: empty or one of `slots.DECLINE_REASONS`
    address                      `name`, `street`, `postcode`, `city`, `not_before` (ISO day or empty), `phone` (may be empty)
    answer                       `question` = interest: `answer` one of `slots.WISHES` or `unsaid`
                                 `question` = diet: `answer` everything, told or unsaid; with told any number of
                                 `avoid` (slots.ALLERGENS) and `follow` (slots.DIETS), none of them meaning nothing

Other gifts are shown as cards once `offers_held_until` is set, which pressing "Show other gifts" does; before that the button is
shown. After a POST the page is meant to be reached at `#done` (the notice), `#address` or `#swap`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from renderers.context import LiveFilm, LivePage, Story
from renderers.dates import weekday
from renderers.microsite.draw import link
from renderers.microsite.slots import ALLERGENS, DECLINE_REASONS, DIETS, WISHES, fill
from renderers.proof import proof, recording
from renderers.readable import readable
from renderers.translations import keys, text
from renderers.typeset import typeset
from renderers.video.cues import Zone

ANSWERED: Final = frozenset({"accepted", "donated", "declined", "ordered", "shipped", "delivered"})
_ON_THE_WAY: Final = ("accepted", "ordered", "shipped", "delivered")
_TONES: Final = {
    "lost_race": "error",
    "answer_invalid": "error",
    "address_invalid": "error",
    "stale": "warn",
    "too_late": "warn",
}
_SAID_BY_STATE: Final = frozenset({"accepted", "donated", "declined"})
"""Notices that the answered page gives by itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of what happens after a yes; `mark` is done, now or empty."""

    name: str
    mark: str
    note: str


def splice(body: bytes, story: Story, live: LivePage) -> bytes:
    """The drawn page with its slots filled for this moment. `story` must be the one the page was drawn from.

    Raises ProofFailed like a drawing does: the fragments are proofed before they are put in.
    """
    fragments: dict[str, bytes] = {}
    with recording() as inserted:
        for slot, template in _wanted(live):
            html = _fragment(template, story, live)
            proof(readable(html, slot), inserted, slot)
            fragments[slot] = html.encode()
    return fill(body, fragments, keep_open_parts=live.state not in ANSWERED)


def _wanted(live: LivePage) -> Iterator[tuple[str, str]]:
    """Which slots are filled now, and with which template."""
    if _notice_is_shown(live):
        yield "notice", "notice"
    if live.state in ANSWERED:
        yield "answered", "answered"
    if live.state in _ON_THE_WAY:
        yield "address", "address"
    if live.state not in ("declined", "donated"):
        yield "film", "film"
    if live.state not in ANSWERED:
        yield from (("answers", "answers"), ("offers", "offers"), ("other", "other"))
    if live.question is not None:
        yield "question", "question"
    if live.statement_ready:
        yield "papers", "papers"


def _notice_is_shown(live: LivePage) -> bool:
    return live.notice is not None and not (live.state in ANSWERED and live.notice in _SAID_BY_STATE)


def _fragment(template: str, story: Story, live: LivePage) -> str:
    locale = story.person.locale
    code = notice_code(live.notice) if _notice_is_shown(live) else None
    return typeset(
        f"microsite/live/{template}.html",
        locale,
        story=story,
        live=live,
        code=code,
        tone=_TONES.get(code or "", ""),
        undo=code == "swapped" and live.undo_until is not None,
        clock=_clock,
        offered=_offered(live),
        paragraphs=_paragraphs(live.film),
        steps=tuple(_steps(story, live)),
        error=lambda reason: address_error(locale, reason),
        allergens=ALLERGENS,
        diets=DIETS,
        wishes=WISHES,
        decline_reasons=DECLINE_REASONS,
        link=lambda href, key: link(href, locale, key),
        pdf=Markup('<a href="{}">PDF</a>').format(f"{live.base_path}/statement.pdf"),
    )


def _offered(live: LivePage) -> tuple[Zone, ...]:
    """What can be pressed while the film plays: nothing once the gift is answered."""
    return live.film.cues.zones if live.film is not None and live.state == "open" else ()


def _paragraphs(film: LiveFilm | None) -> list[list[str]]:
    """The transcript's lines, scene by scene."""
    return [] if film is None else [lines.splitlines() for lines in film.transcript.strip().split("\n\n")]


def _clock(seconds: float) -> str:
    return f"{round(seconds) // 60}:{round(seconds) % 60:02}"


def notice_code(code: str | None) -> str | None:
    """The code as it stands in the catalogs; one that has no sentence says that the page was out of date."""
    if code is None:
        return None
    return code if f"microsite.notice.{code}" in keys("microsite") else "stale"


def address_error(locale: str, reason: str) -> str:
    """What is wrong with a field, in a sentence."""
    key = f"microsite.address.error.{reason}"
    return text(locale, key if key in keys("microsite") else "microsite.address.error.invalid")


def _steps(story: Story, live: LivePage) -> Iterator[Step]:
    if live.state not in _ON_THE_WAY:
        return
    locale = story.person.locale
    reached = _ON_THE_WAY.index(live.state)
    yes = weekday(locale, story.decided_at) if story.decided_at else ""
    yield Step("yes", "done", yes)
    waits = live.address_wanted and reached == 0
    until = text(locale, "microsite.steps.address_note", day=weekday(locale, story.open_until)) if waits else ""
    yield Step("address", "now" if waits else "done", until)
    ordered = text(locale, "microsite.steps.ordered_note") if reached == 0 else ""
    yield Step("ordered", "done" if reached >= 1 else "", ordered)
    yield Step("with_you", _arrival(reached), "")


def _arrival(reached: int) -> str:
    return {3: "done", 2: "now"}.get(reached, "")
