"""The gift page's live parts: what may look different at the next visit. Each is a template of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple, get_args

from markupsafe import Markup, escape

from renderers.context import TAPS, LanguageNote, LivePage, QuestionKind, Story
from renderers.language.dates import until as until_day
from renderers.language.dates import weekday
from renderers.language.durations import remaining
from renderers.language.translations import keys, marked, resolve, text
from renderers.language.vocabulary import allergen_keys, diet_keys, materials
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.microsite.slots import NEVER, NONCE
from renderers.microsite.telling.tell import GROUPS
from renderers.proof import proof, recording
from renderers.relation import NONE_OF_THESE, Motive

ANSWERED: Final = frozenset({"accepted", "donated", "declined", "ordered", "shipped", "delivered"})
ON_THE_WAY: Final = ("accepted", "ordered", "shipped", "delivered")
TONES: Final = {
    "lost_race": "error",
    "answer_invalid": "error",
    "address_invalid": "error",
    "stale": "warn",
    "too_late": "warn",
}
_SCALES: Final = {"csat": range(1, 6), "ces": range(1, 8)}
"""A question about how it went -> its numbers."""
UNDOABLE: Final = frozenset({"swapped", "noted_have", "noted_dislike", "noted_limit"})
"""Notices that another gift has come, so that the one before can be had back."""
_SAID_BY_STATE: Final = frozenset({"accepted", "donated", "declined"})
"""Notices that the answered page gives by itself."""


_PATH: Final = b"path-of-this-gift"
_EMPTY: Final = LivePage(
    base_path=_PATH.decode(),
    nonce=NONCE,
    reader="greeted",
    state="open",
    hold_reason=None,
    question="interest",
    address_wanted=False,
    address_known=False,
    undo_for=None,
    notice=None,
    address_errors={},
    address_values={},
    film=None,
    statement_ready=True,
)


_PARTS_KEPT: Final = 256
"""Some kilobytes each, and no word of them is about the person who reads them."""


class Shared(NamedTuple):
    """What a part that many have in common needs to know: their language, and the company that gives."""

    locale: str
    company: str


class _Giver(NamedTuple):
    company: str


class _Given(NamedTuple):
    """All that such a part may ask of a story."""

    sender: _Giver


@dataclass(frozen=True, slots=True)
class Step:
    """One step of what happens after a yes; `mark` is done, now or empty."""

    name: str
    mark: str
    note: str


def fragment(template: str, story: Story, live: LivePage) -> str:
    """One part as HTML. Raises ProofFailed, ContextError or TemplateError from the typesetting; whoever calls proofs it."""
    locale = story.person.locale
    code = notice_code(live.notice) if notice_is_shown(live) else None
    return typeset(
        f"microsite/live/{template}.html",
        locale,
        story=story,
        live=live,
        code=code,
        tone=TONES.get(code or "", ""),
        undo=code in UNDOABLE and live.undo_for is not None,
        undo_for=None if live.undo_for is None else remaining(locale, "microsite.undo", live.undo_for),
        steps=tuple(_steps(story, live)),
        error=lambda reason: address_error(locale, reason),
        tell_groups=GROUPS,
        link=lambda href, key: link(href, locale, key),
        scale=[str(number) for number in _SCALES.get(live.rating or "", ())],
        pdf=Markup('<a href="{}">PDF</a>').format(f"{live.base_path}/statement.pdf"),
        **_lists(locale),
    )


def _lists(locale: str) -> dict[str, object]:
    """What can be answered to a question."""
    return {
        "allergens": allergen_keys(),
        "diets": diet_keys(),
        "never": tuple(NEVER),
        "never_label": lambda key: materials(locale, NEVER[key]),
        "capital": lambda words: words[:1].upper() + words[1:],
        "motives": (*get_args(Motive), NONE_OF_THESE),
        "taps": TAPS,
    }


def is_shared(slot: str, live: LivePage) -> bool:
    """Whether a part is the same for all who read the same language and have the same giver: what a page says of its language, and
    its question where no doubt has brought it up."""
    if slot == "question":
        return live.state != "held" and not (live.question == "diet" and live.in_doubt)
    return slot == "language"


def shared_part(slot: str, shared: Shared, live: LivePage) -> bytes:
    """Such a part, which is drawn and proofed once. Raises as a drawing does."""
    question = live.question if slot == "question" else None
    company = shared.company if question == "diet" else ""
    drawn = _shared_part(slot, resolve(shared.locale), company, question, live.language if slot == "language" else None)
    return drawn.replace(_PATH, escape(live.base_path).encode()).replace(NONCE.encode(), live.nonce.encode())


@lru_cache(_PARTS_KEPT)
def _shared_part(
    slot: str, locale: str, company: str, question: QuestionKind | None, language: LanguageNote | None
) -> bytes:
    live = replace(_EMPTY, question=question, in_doubt=False, language=language)
    with recording() as inserted:
        html = typeset(
            f"microsite/live/{slot}.html", locale, live=live, story=_Given(_Giver(company)), **_lists(locale)
        )
        proof(readable(html, slot), inserted, slot)
    return html.encode()


def usual_page(story: Story) -> LivePage:
    """What most readers find at most visits: nothing is answered, nobody has asked for other gifts yet.

    The film's section comes with the film, see `player`.
    """
    return replace(_EMPTY, base_path=f"/gift/{story.gift_id}")


def notice_is_shown(live: LivePage) -> bool:
    """Whether there is something to say that the page does not say by itself."""
    return live.notice is not None and not (live.state in ANSWERED and live.notice in _SAID_BY_STATE)


def notice_code(code: str | None) -> str | None:
    """The code as it stands in the catalogs; one that has no sentence says that the page was out of date."""
    if code is None:
        return None
    return code if f"microsite.notice.{code}" in keys("microsite") else "stale"


def address_error(locale: str, reason: str) -> str:
    """What is wrong with a field, in a sentence."""
    key = f"microsite.address.error.{reason}"
    return text(locale, key if key in keys("microsite") else "microsite.address.error.invalid")


def link(href: str, locale: str, key: str) -> Markup:
    """A sentence from the catalogs as a link, to be put into another sentence."""
    return Markup('<a href="{}">{}</a>').format(href, marked(locale, key))


def _steps(story: Story, live: LivePage) -> Iterator[Step]:
    if live.state not in ON_THE_WAY:
        return
    locale = story.person.locale
    reached = ON_THE_WAY.index(live.state)
    yes = weekday(locale, story.decided_at) if story.decided_at else ""
    yield Step("yes", "done", yes)
    waits, kept = live.address_wanted and reached == 0, live.kept_until or story.open_until
    until = text(locale, "microsite.steps.address_note", day=until_day(locale, kept)) if waits else ""
    if not story.gift.by_email:
        yield Step("address", "now" if waits else "done", until)
    ordered = text(locale, "microsite.steps.ordered_note") if reached == 0 else ""
    yield Step("ordered", "done" if reached >= 1 else "", ordered)
    yield Step("with_you", _arrival(reached), "")


def _arrival(reached: int) -> str:
    return {3: "done", 2: "now"}.get(reached, "")
