"""What is known of the four causes of failure, for one campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.brain.register.keep import Counts, counts_today, insights_of
from service.brain.register.models import CampaignProblem, Insight
from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.models import Product
from service.gifting.models import RecipientGift
from service.gifting.transitions import KEPT
from service.planning.large import counted
from service.recipients.models import Recipient

State = Literal["ok", "need", "wait", "off"]
SPOKEN: Final = ("en", "ru", "is", "cs", "ro", "ar", "ja")
SMALL: Final = 25
"""So many people at most need no first wave of their own: they are one."""
FIRST_SHARE: Final = 0.5
"""A first wave is a test as long as it is at most this share of everybody."""
FOR_SHARES: Final = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """One cause: its state, the line that says it, and a shorter word for a table."""

    state: State
    line: str
    word: str


@dataclass(frozen=True, slots=True)
class FirstWave:
    """`glad` of `people` kept or donated; `stop_at`: so many would have stopped it, None where nobody set that."""

    people: int
    everybody: int
    glad: int
    decided: int
    stop_at: int | None

    @property
    def percent(self) -> int | None:
        """Of those in it; None below twenty."""
        return round(100 * self.glad / self.people) if self.people >= FOR_SHARES else None


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One kind of text. `cells`: language -> (there, needed)."""

    name: str
    cells: Mapping[str, tuple[int, int]]

    @property
    def missing(self) -> int:
        """Texts that are needed and not there."""
        return sum(needed - there for there, needed in self.cells.values())


@dataclass(frozen=True, slots=True)
class Causes:
    """All four, with what proves them. `languages`: language -> people who read it, most first."""

    problem: Answer
    evidence: Answer
    tested: Answer
    content: Answer
    stated: CampaignProblem | None
    insights: Sequence[tuple[Insight, Counts]]
    wave: FirstWave | None
    languages: Mapping[str, int]
    texts: Sequence[ContentLine]

    @property
    def open(self) -> int:
        """How many need somebody."""
        return sum(one.state == "need" for one in (self.problem, self.evidence, self.tested, self.content))


def causes_of(session: Session, campaign: Campaign, today: date) -> Causes:
    """The four causes as they stand now."""
    stated = session.get(CampaignProblem, campaign.id)
    insights = [(one, counts_today(one, today)) for one in insights_of(session, campaign.workspace_id, campaign.id)]
    wave = _first_wave(session, campaign, stated)
    languages, read_in = counted(
        session, campaign, "languages", lambda: (_languages(session, campaign), _read_in(session, campaign))
    )
    texts = _texts(session, campaign, languages, read_in)
    return Causes(
        problem=_problem(stated, has_launched=wave is not None),
        evidence=_evidence([counts for _, counts in insights]),
        tested=_tested(session, campaign, wave),
        content=_content(languages, texts),
        stated=stated,
        insights=insights,
        wave=wave,
        languages=languages,
        texts=texts,
    )


def _problem(stated: CampaignProblem | None, *, has_launched: bool) -> Answer:
    if stated is not None:
        return Answer("ok", "Stated before the launch", "Stated")
    line = "Never stated, and the first wave has left" if has_launched else "Not stated yet"
    return Answer("need", line, "Not stated")


def _evidence(counted: Sequence[Counts]) -> Answer:
    sure, guesses = counted.count("counts"), counted.count("guess")
    if sure:
        return Answer(
            "ok", f"{_number(sure, 'insight')} that {'counts' if sure == 1 else 'count'}", _number(sure, "insight")
        )
    if guesses:
        return Answer("need", f"{_number(guesses, 'guess', 'guesses')}, none tested", "Guesses only")
    expired = counted.count("expired")
    return Answer("need", f"None that counts; {expired} expired" if expired else "None yet", "None")


def _tested(session: Session, campaign: Campaign, wave: FirstWave | None) -> Answer:
    people = _people(session, campaign)
    if wave is None:
        return (
            Answer("off", f"Not needed for {people} people", "Not needed")
            if 0 < people <= SMALL
            else Answer("wait", "Nothing has been launched yet", "Not yet")
        )
    if wave.everybody <= SMALL:
        return Answer("off", f"Not needed for {wave.everybody} people", "Not needed")
    word = f"{wave.people} of {wave.everybody}"
    if wave.people > FIRST_SHARE * wave.everybody:
        return Answer("need", f"Not tested: {word} left at once", "All at once")
    if wave.stop_at is None:
        return Answer(
            "need", f"A first wave of {wave.people}, and nobody said when it would have stopped", "No stop line"
        )
    return Answer("ok", f"Tested with a first wave of {wave.people}", word)


def _content(languages: Mapping[str, int], texts: Sequence[ContentLine]) -> Answer:
    if not languages:
        return Answer("wait", "No people yet", "Not counted yet")
    needed = sum(sum(number for _, number in line.cells.values()) for line in texts)
    missing = sum(line.missing for line in texts)
    if missing:
        return Answer("need", f"{missing} of {_number(needed, 'text')} missing", f"{missing} missing")
    return Answer("ok", f"All {_number(needed, 'text')} there", "Complete")


def _people(session: Session, campaign: Campaign) -> int:
    return session.scalar(select(func.count()).where(CampaignRecipient.campaign_id == campaign.id)) or 0


def _first_wave(session: Session, campaign: Campaign, stated: CampaignProblem | None) -> FirstWave | None:
    """States of gifts are seen by name, so they are counted at any size."""
    launched = (
        select(RecipientGift.wave, RecipientGift.status, func.count())
        .where(RecipientGift.campaign_id == campaign.id, RecipientGift.launched_at.is_not(None))
        .group_by(RecipientGift.wave, RecipientGift.status)
    )
    rows = [(wave or 1, status, number) for wave, status, number in session.execute(launched)]
    if not rows:
        return None
    first = min(wave for wave, _, _ in rows)
    own = [(status, number) for wave, status, number in rows if wave == first]
    people = sum(number for _, number in own)
    glad = sum(number for status, number in own if status in KEPT or status == "donated")
    decided = glad + sum(number for status, number in own if status == "declined")
    stop_at = None if stated is None else -(-stated.stop_below * people // 100)
    everybody = max(sum(number for _, _, number in rows), _people(session, campaign))
    return FirstWave(people, everybody, glad, decided, stop_at)


def _languages(session: Session, campaign: Campaign) -> dict[str, int]:
    rows = session.execute(
        select(Recipient.locale, func.count())
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .where(CampaignRecipient.campaign_id == campaign.id, Recipient.erased_at.is_(None))
        .group_by(Recipient.locale)
    )
    found: dict[str, int] = {}
    for locale, people in rows:
        language = locale.replace("_", "-").split("-")[0].lower()
        spoken = language if language in SPOKEN else "en"
        found[spoken] = found.get(spoken, 0) + people
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _read_in(session: Session, campaign: Campaign) -> list[tuple[str | None, str]]:
    """(product, locale) of each gift in each language that it is read in."""
    rows = session.execute(
        select(RecipientGift.product_id, Recipient.locale)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .where(RecipientGift.campaign_id == campaign.id, RecipientGift.product_id.is_not(None))
        .distinct()
    )
    return [(product_id, locale) for product_id, locale in rows]


def _texts(
    session: Session, campaign: Campaign, languages: Mapping[str, int], read_in: Sequence[tuple[str | None, str]]
) -> list[ContentLine]:
    """Occasion, message and inscription are one text a language, each gift of the plan is one for every language it is read in."""
    lines = [
        ContentLine("Occasion", {one: (int(one in campaign.occasion), 1) for one in languages}),
        ContentLine("Message", {one: (int(one in campaign.message), 1) for one in languages}),
    ]
    if campaign.inscription:
        lines.append(
            ContentLine("Inscription", {one: (int(one in (campaign.inscription or {})), 1) for one in languages})
        )
    chosen = select(RecipientGift.product_id).where(
        RecipientGift.campaign_id == campaign.id, RecipientGift.product_id.is_not(None)
    )
    products = session.execute(select(Product.id, Product.texts).where(Product.id.in_(chosen))) if read_in else ()
    texts: dict[str, dict[str, Any]] = {product_id: words for product_id, words in products}
    gifts: dict[str, set[str]] = {one: set() for one in languages}
    for product_id, locale in read_in:
        if product_id is None:
            continue
        language = locale.replace("_", "-").split("-")[0].lower()
        gifts.setdefault(language if language in SPOKEN else "en", set()).add(product_id)
    cells = {
        one: (sum(one in texts[product] for product in gifts[one] if product in texts), len(gifts[one]))
        for one in languages
    }
    return [*lines, ContentLine("Gifts of the plan", cells)] if any(needed for _, needed in cells.values()) else lines


def _number(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
