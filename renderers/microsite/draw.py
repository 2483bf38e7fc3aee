"""The gift page as it is drawn at launch: everything that stays true until the gift changes, with slots for what does not.

A slot holds what it shows to most readers, so that a visit draws only what is different for this one. The reader's name stands in
parts that are taken out for whoever did not come by a link marked personal.

Besides the page the module makes its smaller sisters: for a person who waits for an answer, for a link that is closed, and for
where our side fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final, Literal

from markupsafe import Markup

from renderers.brand.theme import theme_of
from renderers.brand.wordmark import wordmark
from renderers.context import LanguageNote, LivePage, ReasonFact, Rendition, Source, Story
from renderers.inscription.carved import carved
from renderers.language import names, phrases, vocabulary
from renderers.language.translations import marked, text
from renderers.markup.readable import readable
from renderers.markup.typeset import typeset
from renderers.microsite.declining.page import BEFORE_A_GIFT
from renderers.microsite.fragments import TONES, fragment, link, notice_code, usual_page
from renderers.microsite.front.slip import slip_of
from renderers.microsite.slots import NEVER, emptied, require_slots, slot
from renderers.product.marks import handling, inscribed, table_of
from renderers.proof import proof, recording
from renderers.welcome import sentences as welcome

VERSION: Final = "8"
HTML: Final = "text/html; charset=utf-8"
Became = Literal[
    "lapsed", "undelivered", "given_back", "no_cookie", "withdrawn", "withdrawn_unavailable", "withdrawn_ended",
    "withdrawn_mistake", "withdrawn_rules",
]  # fmt: skip
"""Accepted and not sent in time; ordered and not delivered; delivered and not kept; nothing known; cancelled by the sender, after a
yes with the reason."""
AGAIN_SECONDS: Final = 2
"""After so long a browser looks again whether an answer has been decided."""
_SAID_WHILE_HELD: Final = frozenset(
    {"answered", "answered_beside", "skipped", "answer_invalid", "stale", "reading_only", "undone", "too_late", "rated"}
)
"""Notices that follow a press on the page of somebody who waits."""
_CORRECTED: Final[Mapping[str, str]] = {"not_food": "#tell", "place": "", "price_policy": ""}
"""Reasons that are no fact of the person's own -> where on the privacy page they can say what is true; "" where nowhere."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One line under "Why this one"."""

    sentence: str
    source: Source
    known_since: datetime
    is_rule: bool
    correct: str | None
    """The anchor of the privacy page where it can be put right; None where there is nothing to correct."""


def draw(story: Story) -> Rendition:
    """The page with its slots. Files: "body". Raises ProofFailed or TemplateError from the drawing."""
    live = usual_page(story)
    html = typeset(
        "microsite/gift.html",
        story.person.locale,
        story=story,
        theme=theme_of(story.brand),
        mark=wordmark(story.brand, story.person),
        base_path=live.base_path,
        nonce=live.nonce,
        slot=slot,
        usual=partial(fragment, story=story, live=live),
        greeting=names.spoken_to(story.person),
        titled=names.in_title(story.person),
        met=partial(welcome.greeting, story, "page", marked),
        welcome=welcome.line(story, marked),
        memory=welcome.memory(story, "page", marked),
        company=names.company_name(story.person),
        reasons=[reason_line(story.person.locale, fact) for fact in story.reasons],
        knows_little=all(fact.code in ("not_food", "place") for fact in story.reasons),
        rules_met=_rules_met(story),
        marks=table_of(story.person.locale, story.gift.safety),
        holds=_holds(story),
        note=slip_of(story.message),
        inscription=inscribed(story.gift),
        handling=handling(story.gift),
        carved=carved(story.gift, story.person.locale),
        tell_us=link(f"{story.links.privacy}#tell", story.person.locale, "microsite.safe.changed_link"),
    )
    require_slots(html)
    # The languages' own names are in every script there is; their letters are the browser's to find and not asked of our fonts.
    words = readable(emptied(html, "switch"), "microsite")
    return Rendition("microsite", {"body": (HTML, html.encode())}, words)


def reason_line(locale: str, fact: ReasonFact) -> Reason:
    """A reason in words; `diet` and `allergen` are rules we never bend."""
    return Reason(
        _reason_said(locale, fact),
        fact.source,
        fact.known_since,
        fact.code in ("diet", "allergen"),
        _CORRECTED.get(fact.code, "#facts") or None,
    )


def held_page(story: Story, live: LivePage) -> bytes:
    """The page of a person who has no gift yet: the question about food and materials, what became of their answer, or word that
    nothing is to be done. While their answer is decided the page refreshes on its own. Or what became of a sum that was donated in
    place of a gift. Proofed.

    Of the story only the person, the sender, the occasion and the links are shown, and of a donated sum what it is worth.
    """
    if live.waits == "skipped":
        # Whoever skipped may answer after all; the question is folded away, so that nobody is asked twice.
        live = replace(live, question="diet")
    code = notice_code(live.notice) if live.notice in _SAID_WHILE_HELD else None
    with recording() as inserted:
        html = typeset(
            "microsite/held.html",
            story.person.locale,
            story=story,
            live=live,
            theme=theme_of(story.brand),
            mark=wordmark(story.brand, story.person if live.reader == "greeted" else None),
            base_path=live.base_path,
            nonce=live.nonce,
            company=names.company_name(story.person),
            allergens=vocabulary.allergen_keys(),
            diets=vocabulary.diet_keys(),
            never=tuple(NEVER),
            never_label=lambda key: vocabulary.materials(story.person.locale, NEVER[key]),
            capital=lambda words: words[:1].upper() + words[1:],
            wishes=(),
            early=tuple(BEFORE_A_GIFT),
            code=code,
            tone=TONES.get(code or "", ""),
            undo=False,
            answered=Markup(fragment("answered", story, live)) if live.state == "donated" else None,  # noqa: S704 typeset
            again=AGAIN_SECONDS if live.waits == "choosing" and not live.is_still else None,
        )
        proof(readable(html, "held page"), inserted, "held page")
    return html.encode()


def closed_page(locale: str, became: Became | None = None, language: LanguageNote | None = None) -> bytes:
    """What a link shows that leads nowhere any more. No name, no gift, no sender: a dead link proves nobody. Proofed.

    `became`: what became of the gift that it led to, where its person said yes; `no_cookie` where the browser shows nothing that a
    link had given it, so that nothing is known.
    """
    with recording() as inserted:
        html = typeset("microsite/closed.html", locale, became=became, language=language)
        proof(readable(html, "closed page"), inserted, "closed page")
    return html.encode()


def later_page(locale: str, came_of_it: Literal["saved", "not_saved", "nothing", "too_many"]) -> bytes:
    """What a reader sees where our side fails: whether what they sent was saved, or that they sent nothing; or where they pressed
    more often than is taken in. Proofed."""
    with recording() as inserted:
        html = typeset("microsite/later.html", locale, came_of_it=came_of_it)
        proof(readable(html, "later page"), inserted, "later page")
    return html.encode()


def moment_page(
    locale: str, answer: Literal["read", "press", "go_on", "saved", "unsure"], kept: Markup | None
) -> bytes:
    """What a reader sees where we are busy for a moment: what came of their press, and with `kept`, the fields of their form, a
    button that sends it once more. Proofed but for the fields, which say nothing and are the reader's own."""
    shown = "press" if answer == "go_on" else answer
    with recording() as inserted:
        html = typeset("microsite/moment.html", locale, answer=shown, is_kept=kept is not None)
        proof(readable(html, "moment page"), inserted, "moment page")
    return html.replace("<!--kept-->", str(kept or "")).encode()


def _reason_said(locale: str, fact: ReasonFact) -> str:
    if fact.code == "diet":
        return phrases.about_diet(locale, "eats", fact.value)
    if fact.code == "allergen":
        return phrases.avoids(locale, fact.value)
    if fact.code == "motive":
        return text(locale, f"welcome.why.{fact.value}")
    if fact.code == "interest":
        return phrases.likes(locale, fact.value)
    value = vocabulary.interest(locale, fact.value) if fact.code == "dislike" else fact.value
    return text(locale, f"microsite.reason.{fact.code}", value=value)


def _holds(story: Story) -> str | None:
    """The allergens it is known to contain, listed: what matters most is said before anything is pressed. None without any."""
    names = [vocabulary.allergen(story.person.locale, key) for key in story.gift.safety.contains]
    return vocabulary.listed(story.person.locale, names) if names else None


def _rules_met(story: Story) -> list[str]:
    """The diets among this person's reasons that the gift suits."""
    asked = [fact.value for fact in story.reasons if fact.code == "diet"]
    return [key for key in asked if key in story.gift.safety.suits]
