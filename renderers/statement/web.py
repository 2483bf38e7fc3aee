"""The gift statement as a page: the paper's figures, for a browser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import Story
from renderers.language.dates import full_day
from renderers.language.durations import remaining
from renderers.language.translations import text
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.proof import proof, recording
from renderers.statement.figures import OFFERED, Figures, declared, figures_of, fingerprint

_DIGITS = 16
"""Of a version's SHA-256, as many as are shown, in groups of four."""


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One version of the statement: its number, when it was made, the code of what it says, the SHA-256 of its paper in hex."""

    number: int
    made_at: datetime
    state: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page has beyond the paper. `undo_for`: how much longer the answer can be undone, `undo_closed_at`: since when it no
    longer can; None where neither is so. `versions`: the newest first."""

    base_path: str
    nonce: str
    undo_for: timedelta | None
    undo_closed_at: datetime | None
    may_refuse: bool
    has_paper: bool
    versions: tuple[ShownVersion, ...]
    offer: bytes | None = None
    """The section of the offer that fits best, as `microsite.offers` drew and proofed it."""


def draw_page(story: Story, figures: Figures, *, has_paper: bool = True, shown: Shown | None = None) -> str:
    """The page's HTML. `has_paper`: whether the PDFs lie beside it, to be fetched. `shown`: what can be done on it, where its
    reader may do it."""
    locale = story.person.locale
    return typeset(
        "statement/page.html",
        locale,
        story=story,
        figures=figures,
        declared=declared(story),
        fingerprint=fingerprint(figures),
        theme=theme_of(story.brand),
        mark=wordmark(story.brand, None),
        has_paper=has_paper,
        shown=shown,
        undo_words=remaining(locale, "microsite.undo", shown.undo_for) if shown and shown.undo_for else None,
        versions=[_version(locale, one) for one in shown.versions] if shown else [],
        offer=Markup(shown.offer.decode()) if shown and shown.offer else None,  # noqa: S704 drawn by our own template
    )


def page_alone(story: Story) -> bytes:
    """The page without its paper, for whoever may look and not take it along. Proofed as a drawing is; raises ProofFailed."""
    return _proofed(story, has_paper=False, shown=None)


def shown_page(story: Story, shown: Shown) -> bytes:
    """The page as its reader sees it, with what they can do and every version. Proofed; raises ProofFailed."""
    return _proofed(story, has_paper=shown.has_paper, shown=shown)


def _proofed(story: Story, *, has_paper: bool, shown: Shown | None) -> bytes:
    with recording() as inserted:
        html = draw_page(story, figures_of(story), has_paper=has_paper, shown=shown)
        proof(readable(html, "statement page"), inserted, "statement page")
    return html.encode()


def _version(locale: str, one: ShownVersion) -> dict[str, str]:
    digits = one.sha256[:_DIGITS]
    return {
        "number": str(one.number),
        "day": full_day(locale, one.made_at),
        "state": text(locale, f"statement.state.{'offered' if one.state in OFFERED else one.state}"),
        "digits": " ".join(digits[at : at + 4] for at in range(0, _DIGITS, 4)),
        "whole": one.sha256,
    }
