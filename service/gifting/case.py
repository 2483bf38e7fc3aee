"""Everything a judgement about one person needs, gathered from the rows at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.decisions.explain import Explanation, explain
from service.decisions.standing import Standing
from service.decisions.values import Candidate, Choice, Reason, Terms
from service.decisions.verdict import Verdict, why_not
from service.gifting.candidate import candidate_for, choice_of, prices_of, rivals_of, terms_now
from service.gifting.models import RecipientGift
from service.gifting.promised import account_left, money_left, promised_pieces


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One person before the products of their workspace. `products` and `choices` by id; `gift` is what they have, if anything."""

    candidate: Candidate
    terms: Terms
    standing: Standing
    products: Mapping[str, Product]
    choices: Mapping[str, Choice]
    gift: Choice | None

    def why_not(self, product_id: str) -> Verdict:
        """One of `products` for this person."""
        return why_not(self.candidate, self.choices[product_id], self.terms, self.standing, self.gift)

    def explain(self, hold_reason: str | None) -> Explanation:
        """Why they have this gift or none."""
        hold = next((reason for reason in Reason if reason.value == hold_reason), None)
        return explain(self.candidate, tuple(self.choices.values()), self.terms, self.standing, self.gift, hold)


def open_case(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> Case:
    """The person of a gift as they stand now. That a gift is fixed for them already is left out: the case asks what could be."""
    products = {
        product.id: product
        for product in session.scalars(
            select(Product).where(Product.workspace_id == gift.workspace_id).order_by(Product.id)
        )
    }
    # What is the gift already has its own price, whatever the catalog asks today.
    own = {gift.product_id: gift.price_minor}
    choices = {key: choice_of(product, own.get(key)) for key, product in products.items()}
    return Case(
        replace(candidate_for(session, campaign, gift, at.date()), frozen_product=None),
        terms_now(campaign, gift, at),
        _standing(session, campaign, gift, choices),
        products,
        choices,
        None if gift.product_id is None else choices.get(gift.product_id),
    )


def _standing(session: Session, campaign: Campaign, gift: RecipientGift, choices: Mapping[str, Choice]) -> Standing:
    promised = promised_pieces(session, gift)
    pieces = {key: choice.stock - promised.get(key, 0) for key, choice in choices.items()}
    own = gift.price_minor if gift.is_reserved else 0
    if gift.is_reserved and gift.product_id in pieces:
        pieces[gift.product_id] += 1
    left = money_left(session, campaign, gift)
    share = account_left(session, campaign, gift)
    return Standing(
        pieces,
        rivals_of(session, gift),
        left + own,
        is_account_limit=share is not None and share <= left,
        prices=prices_of(session, gift),
    )
