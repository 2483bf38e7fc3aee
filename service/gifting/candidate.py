"""From rows to the plain values decisions are made from: people, products, and the terms of the campaign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.campaigns.drawn import AS_USUAL, Drawn, all_drawn_for
from service.campaigns.models import Campaign, CampaignRecipient
from service.catalog.landed.in_force import landing_for
from service.catalog.models import Product
from service.catalog.own.sorts import sort_of
from service.db.loaded import ask, row_of
from service.db.writing.chunks import in_chunks
from service.decisions.ages import ADULT
from service.decisions.learning.popularity import ASSUMED
from service.decisions.preferences import PRIOR, PreferenceModel
from service.decisions.values import Candidate, Choice, Kind, Prices, Terms
from service.dietary.vocabulary import AllergenMark, DietMark, MaterialMark
from service.gifting.learned_model import popularity_in
from service.gifting.models import MatchRun, RecipientGift
from service.gifting.past_gifts import History, histories_of, lowest_cap
from service.gifting.stated_terms import bars_more, lowest_of_periods
from service.gifting.tastes import all_tastes_of
from service.gifting.transitions import PLANNED
from service.gifting.value_and_moment import highest_of_stage, moment_of, weighs_accounts, weight_of
from service.recipients.facts.fact import (
    ASK,
    DIETARY,
    Fact,
    facts_of,
    in_force,
    is_clear,
    is_from_list,
    is_guess,
    span_of,
)
from service.recipients.facts.restrictions import restrictions_in
from service.recipients.models import Account, Recipient
from service.recipients.own_rules.limit import NO_GIFTS, POLICY, lowest_limit
from service.recipients.questions import FORMER_MOTIVES, MOTIVES, TASTES

_SPEAKS_FOR: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "motive": {**FORMER_MOTIVES, **MOTIVES},
    "taste": TASTES,
}
"""Kinds whose values stand for several interests."""
_OF_THINGS: Final = frozenset({"has_already", "dislike"})


def gather_candidates(session: Session, campaign: Campaign, on: date) -> tuple[Candidate, ...]:
    """Everybody who takes part, in the order of the upload. A person who was erased or wants no gifts takes none."""
    people = session.execute(
        select(Recipient, Account)
        .join(CampaignRecipient, CampaignRecipient.recipient_id == Recipient.id)
        .join(Account, Account.id == Recipient.account_id)
        .where(CampaignRecipient.campaign_id == campaign.id)
        .order_by(CampaignRecipient.row_number, CampaignRecipient.id)
    ).all()
    return _candidates(session, campaign, [(person, account) for person, account in people], on)


def candidate_for(
    session: Session, campaign: Campaign, gift: RecipientGift, on: date, *, doubts: bool = True
) -> Candidate:
    """One gift's person. Without `doubts` as if no question were open, and nothing was read out of a sentence."""
    person, account = row_of(session, Recipient, gift.recipient_id), row_of(session, Account, gift.account_id)
    present = {person.id: row_of(session, RecipientGift, gift.id)}
    return _candidates(session, campaign, [(person, account)], on, doubts=doubts, present=present)[0]


def candidates_for(
    session: Session, campaign: Campaign, gifts: Sequence[RecipientGift], on: date, *, doubts: bool = True
) -> dict[str, Candidate]:
    """The people of some gifts of one campaign, by the gift's id. `doubts` as in `candidate_for`."""
    found: dict[str, Candidate] = {}
    for some in in_chunks(gifts):
        ids = [gift.id for gift in some]
        rows = session.execute(
            select(RecipientGift.id, Recipient, Account)
            .join(Recipient, Recipient.id == RecipientGift.recipient_id)
            .join(Account, Account.id == RecipientGift.account_id)
            .where(RecipientGift.id.in_(ids))
        ).all()
        people = _candidates(session, campaign, [(person, account) for _, person, account in rows], on, doubts=doubts)
        found |= {gift_id: candidate for (gift_id, _, _), candidate in zip(rows, people, strict=True)}
    return found


def gather_choices(session: Session, workspace_id: str) -> tuple[Choice, ...]:
    """Every product of the workspace, with what is on the shelf now. In the order of their skus, since that decides between equals:
    ids are random, and the same lists have to give the same plan."""
    rows = session.scalars(select(Product).where(Product.workspace_id == workspace_id).order_by(Product.sku))
    learned = popularity_in(session, workspace_id)
    return tuple(choice_of(product, popularity=learned.get(product.id, ASSUMED)) for product in rows)


def choice_of(
    product: Product,
    price_minor: int | None = None,
    popularity: float = ASSUMED,
    *,
    extra_minor: int | None = None,
) -> Choice:
    """One product as decisions see it; at the price that a gift has frozen, with what it costs besides (`extra_minor`), or (None)
    at today's. `popularity` matters only to who weighs it: safety does not."""
    extra = (
        landing_for(product).by_country(product, price_minor)
        if extra_minor is None
        else dict.fromkeys(product.regions, extra_minor)
    )
    return Choice(
        id=product.id,
        family=product.family,
        code=product.sku,
        category=product.category,
        kind=cast(Kind, product.kind),
        price_minor=product.price_minor if price_minor is None else price_minor,
        currency=product.currency,
        regions=frozenset(product.regions),
        stock=product.stock,
        lead_days=product.lead_days,
        perishable=product.perishable,
        alcohol=product.alcohol,
        recalled=product.recalled_at is not None,
        halted=product.halted_at is not None,
        unsettled=product.is_unsettled,
        retired=product.retired_at is not None,
        min_age=product.min_age,
        allergens={key: cast(AllergenMark, mark) for key, mark in product.allergens.items()},
        diets={key: cast(DietMark, mark) for key, mark in product.diets.items()},
        materials={key: cast(MaterialMark, mark) for key, mark in product.materials.items()},
        interests=dict.fromkeys(product.interests, 1.0),
        popularity=popularity,
        sort=sort_of(product.category, product.kind),
        extra=extra,
    )


def gift_choice(product: Product, gift: RecipientGift) -> Choice:
    """The product of a gift at what was agreed for it, whatever the catalog and the rates say today."""
    has_extra = gift.extra_minor > 0 or product.delivered != "included"
    return choice_of(product, gift.price_minor, extra_minor=gift.extra_minor if has_extra else None)


def terms_of(
    campaign: Campaign,
    *,
    answered_on: date | None = None,
    is_answered: bool = False,
    is_punctual: bool = False,
    preferences: PreferenceModel = PRIOR,
) -> Terms:
    """What the campaign asks of every pair. Without `answered_on` no parcel's day is reckoned; see `Terms`. Who asks for more than
    safety hands in the workspace's own `preferences` (`learned_model`)."""
    return Terms(
        currency=campaign.currency,
        band_min_minor=campaign.band_min_minor,
        band_max_minor=campaign.band_max_minor,
        deliver_on=campaign.deliver_on,
        answered_on=answered_on,
        undo_hours=campaign.undo_hours,
        is_answered=is_answered,
        is_punctual=is_punctual,
        preferences=preferences,
    )


def terms_now(campaign: Campaign, gift: RecipientGift, at: datetime, preferences: PreferenceModel = PRIOR) -> Terms:
    """The same for one gift at a moment: from its launch on, what is done with it may be its person's answer."""
    is_answered = gift.status not in PLANNED
    return terms_of(campaign, answered_on=at.date(), is_answered=is_answered, preferences=preferences)


def prices_of(session: Session, gift: RecipientGift) -> Prices:
    """The shadow prices of the plan the gift came from; nothing costs anything where there is none."""
    run = None if gift.match_run_id is None else session.get(MatchRun, gift.match_run_id)
    return Prices() if run is None else Prices(products=run.prices["products"], budget=run.prices["budget"])


def _candidates(
    session: Session,
    campaign: Campaign,
    people: Sequence[tuple[Recipient, Account]],
    on: date,
    *,
    doubts: bool = True,
    present: Mapping[str, RecipientGift] | None = None,
) -> tuple[Candidate, ...]:
    """`present` as of `histories_of`."""
    ids = [recipient.id for recipient, _ in people]
    facts = facts_of(session, ids, on)
    if not doubts:
        facts = {
            recipient_id: tuple(fact for fact in found if not _is_doubt(fact)) for recipient_id, found in facts.items()
        }
    histories = histories_of(session, campaign, ids, present)
    drawn = all_drawn_for(session, ids, campaign.id)
    known = {recipient_id: in_force(found) for recipient_id, found in facts.items()}
    tastes = {recipient_id: all_tastes_of(found, on) for recipient_id, found in facts.items()}
    things = _things(session, campaign.workspace_id, [fact for found in known.values() for fact in found])
    are_weighed = weighs_accounts(session, campaign.workspace_id)
    return tuple(
        replace(
            _candidate(
                campaign,
                recipient,
                account,
                known[recipient.id],
                histories[recipient.id],
                things,
                drawn.get(recipient.id, AS_USUAL),
            ),
            tastes=tastes[recipient.id],
            value=weight_of(account, are_weighed=are_weighed),
            moment=moment_of(campaign, account, histories[recipient.id]),
        )
        for recipient, account in people
    )


def families_named(session: Session, workspace_id: str, facts: Sequence[Fact]) -> tuple[frozenset[str], ...]:
    """For each dislike and belonging among the facts the families that it rules out; empty where it names no kind of thing that the
    workspace has."""
    things = _things(session, workspace_id, facts)
    return tuple(things.products([fact.value]) for fact in facts if fact.kind in _OF_THINGS)


@dataclass(frozen=True, slots=True)
class _Things:
    """What a word about things can mean: families by archetype, and by category."""

    archetypes: Mapping[str, frozenset[str]]
    categories: Mapping[str, frozenset[str]]

    def products(self, words: Iterable[str]) -> frozenset[str]:
        """Families of the archetypes and categories that the words name."""
        names = [name for word in words for name in _names(word)]
        return frozenset().union(*(kind.get(name, ()) for name in names for kind in (self.archetypes, self.categories)))

    def unwanted(self, words: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
        """(whole categories, single families) that the words name."""
        names = [name for word in words for name in _names(word)]
        categories = frozenset(name for name in names if name in self.categories)
        return categories, frozenset().union(
            *(self.archetypes.get(name, ()) for name in names if name not in categories)
        )


def _names(word: str) -> tuple[str, ...]:
    """As archetypes and categories are written, and the same in the singular: Wine Glasses is also wine_glass."""
    name = "_".join(word.casefold().split())
    return (name, *(name.removesuffix(plural) for plural in ("s", "es") if name.endswith(plural)))


_NAMED: Final = select(Product.family, Product.archetype, Product.category).where(
    Product.workspace_id == bindparam("workspace"),
    Product.archetype.in_(bindparam("names", expanding=True))
    | Product.category.in_(bindparam("names", expanding=True)),
)


def _things(session: Session, workspace_id: str, facts: Iterable[Fact]) -> _Things:
    """What dislikes and belongings among the facts can mean; of all others of the workspace nothing is asked."""
    names = sorted({name for fact in facts if fact.kind in _OF_THINGS for name in _names(fact.value)})
    archetypes: dict[str, set[str]] = defaultdict(set)
    categories: dict[str, set[str]] = defaultdict(set)
    for some in in_chunks(names):
        for family, archetype, category in ask(session, _NAMED, {"workspace": workspace_id, "names": some}):
            archetypes[archetype].add(family)
            categories[category].add(family)
    return _Things(_frozen_sets(archetypes), _frozen_sets(categories))


def _frozen_sets(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(families) for name, families in found.items()}


def _candidate(
    campaign: Campaign,
    recipient: Recipient,
    account: Account,
    facts: Sequence[Fact],
    history: History,
    things: _Things,
    drawn: Drawn,
) -> Candidate:
    policy = account.gift_policy
    owned = things.products(_values(facts, "has_already"))
    unwanted_categories, unwanted = things.unwanted(_values(facts, "dislike"))
    return replace(
        as_far_as_safety(recipient, facts),
        cap_minor=_lower(
            lowest_cap(campaign, policy, history, lowest_limit(facts, campaign.currency)),
            lowest_of_periods(campaign, policy, history),
            drawn.cap_minor,
            highest_of_stage(campaign, account, history),
        ),
        consumables_only=bool(policy.get("consumables_only")),
        no_food=bool(policy.get("no_food")),
        no_alcohol=bool(policy.get("no_alcohol")),
        no_gifts=bool(policy.get("no_gifts"))
        or bars_more(campaign, policy, history)
        or _wants_none(recipient)
        or NO_GIFTS in _values(facts, POLICY),
        barred=frozenset(policy.get("barred", ())),
        excluded_products=owned | unwanted | history.families,
        excluded_categories=unwanted_categories,
        away=tuple(span_of(value) for value in _values(facts, "away")),
        interests=interests_of(facts),
        frozen_product=_fixed_product(history.present),
    )


def _lower(*caps: int | None) -> int | None:
    """What somebody was drawn for in a comparison, and where their company stands, can only lower what they may be given."""
    return min((one for one in caps if one is not None), default=None)


def _is_doubt(fact: Fact) -> bool:
    return _is_asked(fact) or (fact.kind in DIETARY and is_guess(fact))


def _is_asked(fact: Fact) -> bool:
    """Only the person can tell: they are being asked, or what was known can no longer be read."""
    return (fact.kind == "diet" and fact.value == ASK) or (fact.kind in DIETARY and not is_clear(fact))


def _wants_none(recipient: Recipient) -> bool:
    return recipient.erased_at is not None or recipient.unsubscribed_at is not None


def _fixed_product(present: RecipientGift | None) -> str | None:
    """The product chosen by hand, or already on its way: the plan has to leave it as it is."""
    fixed = present is not None and (present.stays_planned or present.status not in PLANNED)
    return present.product_id if present is not None and fixed else None


def _ages(facts: Iterable[Fact]) -> list[int]:
    """How old the person is known to be at least, by each thing known: in years, or only that they are of age."""
    said = _values(facts, "adult")
    return [ADULT for value in said if value == "yes"] + [int(value) for value in said if value.isdecimal()]


def _is_diet_known(facts: Iterable[Fact]) -> bool:
    """A guess never counts as knowing what somebody eats; it can only forbid."""
    return any(fact.kind in {"diet", "allergen"} and not _is_asked(fact) and not is_guess(fact) for fact in facts)


def interests_of(facts: Sequence[Fact]) -> dict[str, float]:
    """Interest -> weight. A taste, or a motive that the person answered, speaks for several interests at once, half as loud as one
    that was named. What a list notes of their motive counts nowhere: it would send many after few gifts."""
    weights: dict[str, float] = {}
    for fact in facts:
        if fact.kind == "interest" and is_clear(fact):
            weights[fact.value] = max(weights.get(fact.value, 0.0), fact.confidence)
        elif fact.kind in _SPEAKS_FOR and (fact.kind != "motive" or not is_from_list(fact)):
            for interest in _SPEAKS_FOR[fact.kind].get(fact.value, ()):
                weights.setdefault(interest, fact.confidence / 2)
    return weights


def _values(facts: Iterable[Fact], *kinds: str) -> tuple[str, ...]:
    return tuple(fact.value for fact in facts if fact.kind in kinds)


def as_far_as_safety(recipient: Recipient, facts: Sequence[Fact]) -> Candidate:
    """A person as far as their safety goes, outside of any campaign: no wishes, no company's rules, no money.

    `facts` are those in force. Two people who are alike in this are equal but for their ids.
    """
    restricted = restrictions_in(facts)
    return Candidate(
        id=recipient.id,
        account_id=recipient.account_id,
        country=recipient.country,
        avoid=restricted.avoid,
        follow=restricted.follow,
        materials=restricted.materials,
        diet_known=_is_diet_known(facts),
        diet_pending=any(_is_asked(fact) for fact in facts),
        age_from=max(_ages(facts), default=None),
        age_below=ADULT if "no" in _values(facts, "adult") else None,
    )
