"""The gift page of this moment: what may have changed since it was drawn, spliced into it at every visit.

The forms send, each with its hidden `nonce`, to paths below `LivePage.base_path`:

    accept, undo, show-others    nothing else
    pass-on                      nothing else: a yes for a colleague
    address                      `place` (home, office, pickup), `name`, `site`, `street`, `postcode`, `city`, `not_before`
                                 (ISO day), `phone`, `note`, any of which may be empty; `keep`: yes or no, where it was asked
    answer                       `question` = interest: `answer` one of `context.Motive` or `unsaid`
                                 `question` = diet: `answer` everything, told or unsaid; with told any number of
                                 `avoid`, `follow` (keys of the vocabulary) and `never` (of `slots.NEVER`), at least one;
                                 `confirm`: see `confirm`
                                 any other question: `answer` one of `context.TAPS` or `unsaid`; allergens with told: `avoid`;
                                 away with dates: `from` and `until`, ISO days
    not-me                       nothing else: whoever reads is not to be named
    rate                         `kind`: csat or ces, `value`: a number of its scale, or skip
    language                     `language`: one of `translations.LOCALES`, in which everything is to be from now on

Other gifts, a donation and a no have pages of their own (`others`, `declining`). After a POST the page is meant to be reached at
`#done` (the notice) or `#address`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from renderers.context import LanguageNote, LivePage, Story
from renderers.language.translations import direction, resolve
from renderers.markup.readable import readable
from renderers.microsite.fragments import (
    ANSWERED,
    ON_THE_WAY,
    Shared,
    fragment,
    is_shared,
    notice_is_shown,
    shared_part,
)
from renderers.microsite.slots import SLOTS, fill
from renderers.proof import proof, recording

_USUAL: Final = frozenset({"answers", "film", "others", "other", "question", "tell", "papers", "switch"})
"""Slots that were drawn ahead."""


def splice(body: bytes, live: LivePage, story: Callable[[], Story], shared: Shared | None = None) -> bytes:
    """The drawn page with its slots filled for this moment.

    `story` tells what the page was drawn from; it is only asked for where something has to be drawn now for this reader alone.
    `shared`: what the parts that many have in common need, where that is known without it.
    Raises ProofFailed like a drawing does: what is new is proofed before it is put in.
    """
    shown = frozenset(_shown(live))
    new = [slot for slot in SLOTS if slot in shown and not _is_usual(slot, live)]
    fragments = dict.fromkeys(frozenset(SLOTS) - shown, b"")
    if shared is not None:
        fragments |= {slot: shared_part(slot, shared, live) for slot in new if is_shared(slot, live)}
    if own := [slot for slot in new if slot not in fragments]:
        fragments |= _drawn(own, story(), live)
    if live.film is not None and "film" in shown:
        fragments["film"] = _in_its_language(live.film, live.language)
    if live.offer is not None:
        fragments["offer"] = live.offer
    if live.question == "diet" and live.in_doubt:
        # What may hurt somebody is asked before anything else on the page.
        fragments["notice"] += fragments["question"]
        fragments["question"] = b""
    return fill(body, fragments, without=_without(live), nonce=live.nonce)


def _in_its_language(film: bytes, note: LanguageNote | None) -> bytes:
    """The film's section as it was drawn with the film: on a page in another language it says which it is in."""
    if note is None or note.says != "reading":
        return film
    tag, runs = resolve(note.other), direction(note.other)
    return film.replace(b"<section ", f'<section lang="{tag}" dir="{runs}" '.encode(), 1)


def _drawn(slots: Sequence[str], story: Story, live: LivePage) -> dict[str, bytes]:
    with recording() as inserted:
        html = {slot: fragment(slot, story, live) for slot in slots}
    where = " and ".join(slots)
    proof(readable("\n".join(html.values()), where), inserted, where)
    return {slot: words.encode() for slot, words in html.items()}


def _shown(live: LivePage) -> Iterator[str]:
    """The slots that show something now."""
    yield from ("switch", "tell")
    if live.language is not None:
        yield "language"
    if notice_is_shown(live):
        yield "notice"
    if live.state in ANSWERED:
        yield "answered"
    else:
        yield from ("answers", "others", "other")
    if live.state in ON_THE_WAY:
        yield "address"
    if live.state not in ("declined", "donated") and live.reader != "not_me" and not live.is_read_only:
        yield "film"
    if live.question is not None:
        yield "question"
    if live.statement_ready and not live.is_read_only:
        yield "papers"


def _is_usual(slot: str, live: LivePage) -> bool:
    if slot == "question":
        return live.question == "interest"
    return slot in _USUAL


def _without(live: LivePage) -> frozenset[str]:
    gone = {
        "unnamed" if live.reader == "greeted" else "named",
        "unasked" if live.question else "asked",
        "quiet" if notice_is_shown(live) else "noted",
    }
    if not live.is_first_look:
        gone.add("first")
    return frozenset(gone | {"open"} if live.state in ANSWERED else gone)
