"""Everything a judgement about one person needs, gathered from the rows at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.decisions.availability import Availability
from service.decisions.explaining.explain import Explanation, explain
from service.decisions.explaining.why_not import WhyNot, why_not
from service.decisions.learning.popularity import ASSUMED
from service.decisions.values import Candidate, Choice, Reason, Terms
from service.gifting.availability import availability_of
from service.gifting.candidate import candidate_for, choice_of, gift_choice, prices_of, terms_now
from service.gifting.learned_model import popularity_in, preferences_of
from service.gifting.models import RecipientGift


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One person before the products of their workspace. `products` and `choices` by id; `gift` is what they have, if anything."""

    candidate: Candidate
    terms: Terms
    availability: Availability
    products: Mapping[str, Product]
    choices: Mapping[str, Choice]
    gift: Choice | None

    def why_not(self, product_id: str) -> WhyNot:
        """One of `products` for this person."""
        return why_not(self.candidate, self.choices[product_id], self.terms, self.availability, self.gift)

    def explain(self, hold_reason: str | None) -> Explanation:
        """Why they have this gift or none."""
        hold = next((reason for reason in Reason if reason.value == hold_reason), None)
        return explain(self.candidate, tuple(self.choices.values()), self.terms, self.availability, self.gift, hold)


def open_case(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> Case:
    """The person of a gift as they stand now. That a gift is fixed for them already is left out: the case asks what could be."""
    products = {
        product.id: product
        for product in session.scalars(
            select(Product).where(Product.workspace_id == gift.workspace_id).order_by(Product.sku)
        )
    }
    # What is the gift already has its own price, whatever the catalog asks today.
    learned = popularity_in(session, gift.workspace_id)
    choices = {key: choice_of(product, popularity=learned.get(key, ASSUMED)) for key, product in products.items()}
    if gift.product_id in products:
        own = gift_choice(products[gift.product_id], gift)
        choices[own.id] = replace(own, popularity=learned.get(own.id, ASSUMED))
    return Case(
        replace(candidate_for(session, campaign, gift, at.date()), frozen_product=None),
        terms_now(campaign, gift, at, preferences_of(session, gift.workspace_id)),
        replace(availability_of(session, gift), prices=prices_of(session, gift)),
        products,
        choices,
        None if gift.product_id is None else choices.get(gift.product_id),
    )
