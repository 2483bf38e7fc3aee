"""One person decided for again, against the live shelves: after an answer, or because their gift has gone since the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.campaigns.transitions import allows, require_act
from service.catalog.models import Product
from service.db.base import utc_now
from service.decisions.availability import Availability
from service.decisions.online import Assortment, DenseAvailability, Obstacles, Redecision, obstacles, redecide
from service.decisions.scoring.score import score
from service.decisions.values import Candidate, Reason
from service.errors import BudgetExceeded, Conflict, OutOfStock, TemporaryError, Unsafe
from service.gifting.alternatives import write_alternatives
from service.gifting.assortment import lay_out_ahead, stocked_assortment
from service.gifting.availability import availability_of
from service.gifting.candidate import candidate_for, choice_of, families_named, terms_of
from service.gifting.company_rule import is_ruled_out
from service.gifting.decision_records import DecisionKind
from service.gifting.find import campaign_of, may_answer
from service.gifting.fulfil import LEFT, note_unsafe
from service.gifting.guard import Safety, is_safe, safety_now
from service.gifting.hold import ASKING, hold_for, hold_gift, lift_hold
from service.gifting.lock import lock_gift
from service.gifting.look_again import UNSHIPPED, look_at
from service.gifting.models import GiftAlternative, RecipientGift
from service.gifting.redraw import redraw
from service.gifting.reserve import launch_gifts
from service.gifting.sector_sign import hold_unsigned
from service.gifting.set_aside import free_aside, kept_for
from service.gifting.shelf import lock_products
from service.gifting.stop import AFTER_YES, stop_after_yes
from service.gifting.substitute import choose_product, stop_gift
from service.gifting.swap_limits import rule_of
from service.gifting.told_since import ToldSince, told_since
from service.gifting.transitions import ANSWERABLE, PLANNED
from service.gifting.value import keep_value
from service.jobs.act_types import Effect, Lease
from service.jobs.enqueue import enqueue

CHOSEN_AGAIN: Final = "outreach.chosen_again"
"""The mail to somebody who said yes and whose gift was stopped; the gift's version tells one stop from another."""
TRIES: Final = 3
"""How often one look goes for the next best when somebody else was faster."""


def redecide_job(lease: Lease) -> Effect:
    """Thinking about one person takes milliseconds, so all of it happens in the effect, against what is true at that moment; only
    the shelf is laid out before, which takes a tenth of a second where nobody has done it yet."""
    lay_out_ahead(lease.subject_id, utc_now())
    return partial(redecide_gift, gift_id=lease.subject_id, at=utc_now())


def redecide_gift(session: Session, gift_id: str, at: datetime) -> None:
    """Looks at one gift again, person and gift locked. One that is still safe stays; else, or where a person waited, they get the
    best there is now.

    An open question changes no gift that its person has on their page: it is asked there first, and the order waits for the
    answer. After a yes only safety counts: what is no longer safe is stopped and chosen again; a parcel that has left is written
    down as unsafe, so that its person is told. In a running campaign a person who waited sets out at once with the wave they
    belong to; who is in no wave waits for the next one. A closed campaign gives nobody anything new: what is no longer safe after
    a yes may be exchanged for something that costs no more. Raises TemporaryError where others were faster every time; nothing has
    changed then and it can be tried again.
    """
    gift = session.get_one(RecipientGift, gift_id)
    lock_gift(session, gift)
    if gift.status in LEFT:
        note_unsafe(session, gift, at)
        return
    if gift.status not in UNSHIPPED:
        return
    campaign = campaign_of(session, gift)
    safety = None if gift.product_id is None else safety_now(session, campaign, gift, at)
    if gift.status in AFTER_YES:
        if safety != "unsafe":
            _hold_while_asking(session, gift, safety == "asks", at)
            return
        _lock_shelves(session, campaign, gift, at)
        stop_after_yes(session, gift, at)
    elif not _may_be_given(campaign, gift, at):
        return
    elif _stays(gift, safety) and not is_ruled_out(session, campaign, gift, at):
        if gift.status in ANSWERABLE:
            _follow_wishes(session, campaign, gift, at)
            _drop_alternatives(session, campaign, gift, at)
        return
    _choose(session, campaign, gift, at)


def _stays(gift: RecipientGift, safety: Safety | None) -> bool:
    """Whether a gift that nobody has said yes to is kept as it is. What has not set out yet is chosen anew rather than in doubt."""
    return safety == "safe" or (safety in {"asks", "halted"} and gift.status in ANSWERABLE)


def _follow_wishes(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> None:
    """Before a yes a gift that its person has just said they would rather not have, or have already, is exchanged for the best of
    the others; and so is one that what they like now speaks less for than for another. It stays where there is no other, where it
    is still the best, and where somebody, they or a seller, chose it by hand and nothing speaks against it."""
    told = told_since(session, gift)
    if not told:
        return
    decision = _decide(session, campaign, gift, at)
    if decision.found.product_id in {None, gift.product_id}:
        return
    if not _is_unwanted(session, gift, told):
        if not told.likes_changed or gift.is_swapped or gift.is_overridden or gift.locked_at is not None:
            return
        if _best_for(decision, campaign, gift, told.interests) == decision.found.product_id:
            return
    if not _carry_out(session, campaign, gift, decision, "substitution", at):
        raise TemporaryError("Others were faster while we chose. We’ll try this person again in a moment.")


def _is_unwanted(session: Session, gift: RecipientGift, told: ToldSince) -> bool:
    family = session.get_one(Product, gift.product_id).family
    return any(family in families for families in families_named(session, gift.workspace_id, told.unwanted))


def _best_for(
    decision: _Decision, campaign: Campaign, gift: RecipientGift, interests: Mapping[str, float]
) -> str | None:
    """What would be right were these the person's interests, all else as it is."""
    candidate = replace(decision.candidate, interests=interests)
    first = gift.first_price_minor
    return redecide(decision.assortment, candidate, decision.now, rule_of(campaign), first).product_id


def _may_be_given(campaign: Campaign, gift: RecipientGift, at: datetime) -> bool:
    """Nobody is given anything new by a campaign that is over."""
    if gift.status in PLANNED:
        return allows(campaign.status, "decide_again")
    return may_answer(campaign, gift, at)


def _hold_while_asking(session: Session, gift: RecipientGift, asks: bool, at: datetime) -> None:
    """Something doubtful was said after the yes: the gift waits for the person's answer and then goes on as it was."""
    if asks:
        hold_gift(session, gift, "dietary_unknown", at)
    else:
        lift_hold(session, gift, "dietary_unknown", at)


def _lock_shelves(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> None:
    """Locks what a stopped gift gives back and what comes instead, by id, before the campaign's money is: products come first.

    Which one comes instead is found by trying; all of the trial but what it found is taken back.
    """
    product_ids = {gift.product_id}
    with session.begin_nested() as trial:
        stop_after_yes(session, gift, at)
        product_ids.add(_decide(session, campaign, gift, at).found.product_id)
        trial.rollback()
    session.expire_all()
    lock_products(session, product_ids - {None})


def _choose(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> None:
    is_again = gift.is_chosen_again
    is_missed = is_again and gift.product_id is None
    for _ in range(TRIES):
        decision = _decide(session, campaign, gift, at)
        if decision.found.product_id is None:
            _leave_without(session, gift, decision.obstacles, at)
            break
        if _carry_out(session, campaign, gift, decision, "substitution" if is_again else "answer", at):
            break
    else:
        if not is_again:
            raise TemporaryError("Stock ran out three times while choosing. We’ll try this person again in a moment.")
        # That the gift was stopped must stand, whoever is faster.
        look_at(session, gift)
        return
    if is_missed:
        enqueue(
            session, CHOSEN_AGAIN, gift.id, version=gift.content_version,
            workspace_id=gift.workspace_id, campaign_id=gift.campaign_id,
        )  # fmt: skip


def replace_missing(session: Session, gift_id: str, at: datetime) -> bool:
    """Another product for a planned gift whose own has gone. False where there is none, or somebody has locked it; the gift is then
    as it was."""
    gift = session.get_one(RecipientGift, gift_id)
    lock_gift(session, gift)
    if gift.locked_at is not None:
        return False
    campaign = campaign_of(session, gift)
    decision = _decide(session, campaign, gift, at)
    if decision.found.product_id in {None, gift.product_id}:
        return False
    _give(session, gift, decision, "substitution", at)
    return True


def choose_first(session: Session, gift: RecipientGift, at: datetime) -> None:
    """The best there is now for somebody who has just been added, or the hold that says what is waited for. Somebody asked for this
    one by hand, so no later plan changes it."""
    campaign = campaign_of(session, gift)
    decision = _decide(session, campaign, gift, at)
    if decision.found.product_id is None:
        gift.locked_at = at
        _leave_without(session, gift, decision.obstacles, at)
        return
    gift.is_overridden = True
    session.flush()
    _give(session, gift, decision, "override", at)


def find_another(session: Session, gift: RecipientGift, at: datetime, *, at_most: int | None = None) -> str | None:
    """The product that `give_another` would give at this moment; None where there is none. `at_most`: what it may cost, in minor
    units. Changes nothing."""
    campaign = campaign_of(session, gift)
    return _decide(session, campaign, gift, at, besides=gift.product_id, at_most=at_most).found.product_id


def give_another(session: Session, gift: RecipientGift, at: datetime, *, at_most: int | None = None) -> None:
    """The next best in place of a gift that nobody has answered yet, which its person is not to have; person and gift are locked.
    What was set aside is exchanged; what they had is offered to them no more. `at_most` as of `find_another`. Raises Conflict where
    there is none, and as `choose_product` does."""
    campaign = campaign_of(session, gift)
    if gift.status not in ANSWERABLE or gift.product_id is None:
        raise Conflict("This gift has been answered, or is being chosen again. Nothing was changed.")
    decision = _decide(session, campaign, gift, at, besides=gift.product_id, at_most=at_most)
    if decision.found.product_id is None:
        raise Conflict("Nothing else can be given to them now. Take them out, or leave the gift as it is.")
    _give(session, gift, decision, "substitution", at, is_exchange=True)


def best_with(
    session: Session, campaign: Campaign, gift: RecipientGift, availability: Availability, at: datetime
) -> Redecision:
    """The best for a planned gift's person besides what they have, were `availability` what is free for them. Changes nothing."""
    return _decide(session, campaign, gift, at, besides=gift.product_id, availability=availability).found


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is right for one gift now, and what the decision was made from. `waited`: its person had no gift, or it was held; one
    that was planned for a later wave still waits for that wave, whatever becomes of its product."""

    candidate: Candidate
    assortment: Assortment
    now: DenseAvailability
    found: Redecision
    waited: bool

    @property
    def obstacles(self) -> Obstacles:
        return obstacles(self.assortment, self.candidate, self.now)

    def record(self) -> dict[str, Any]:
        """The decision record's body: score and prices of the choice, what stood against the others. Codes and ids only."""
        choice = self.assortment.choices[self.assortment.place[str(self.found.product_id)]]
        worth = score(self.candidate, choice, self.assortment.terms)
        return {
            "score": {**asdict(worth), "total": worth.total},
            "excluded": {reason.value: count for reason, count in self.obstacles.reasons.items()},
            "alternatives": list(self.found.alternatives),
            "considered": len(self.assortment.choices),
        }


def _decide(
    session: Session,
    campaign: Campaign,
    gift: RecipientGift,
    at: datetime,
    *,
    besides: str | None = None,
    availability: Availability | None = None,
    at_most: int | None = None,
) -> _Decision:
    """`besides`: a product that is not to be chosen, in no version. `availability`: what is free for the person, if not what is
    now. `at_most`: what the choice may cost, in minor units."""
    stocked = stocked_assortment(session, campaign, gift, at)
    now = stocked.assortment.dense(availability or availability_of(session, gift), stocked.stock)
    candidate = candidate_for(session, campaign, gift, at.date())
    if besides is not None:
        not_again = candidate.excluded_products | {session.get_one(Product, besides).family}
        candidate = replace(candidate, excluded_products=not_again)
    if at_most is not None:
        now = replace(now, affordable_minor=min(now.affordable_minor, at_most))
    # Nobody has seen what is only planned, so it is measured by nothing.
    first = None if gift.status in PLANNED else gift.first_price_minor
    found = redecide(stocked.assortment, candidate, now, rule_of(campaign), first)
    return _Decision(candidate, stocked.assortment, now, found, gift.product_id is None or gift.hold_reason is not None)


def _carry_out(
    session: Session, campaign: Campaign, gift: RecipientGift, decision: _Decision, kind: DecisionKind, at: datetime
) -> bool:
    """Gives what was decided and launches it for somebody of a wave who waited. False, with nothing changed, where somebody was
    faster.

    A savepoint holds it together: what was locked on the way to a refusal is free again before the next try takes its locks.
    """
    try:
        with session.begin_nested():
            _free_for(session, gift, decision, at)
            _give(session, gift, decision, kind, at)
            if decision.waited and gift.status in PLANNED:
                _set_out(session, campaign, gift, at)
    except (OutOfStock, BudgetExceeded, Unsafe, Conflict):
        # Rows that were read again inside the savepoint would keep what was taken back with it.
        session.expire_all()
        return False
    return True


def _free_for(session: Session, gift: RecipientGift, decision: _Decision, at: datetime) -> None:
    """What was kept until the answer came is free, in the step that takes the piece the answer led to: nobody can come between. The
    shelves of both are locked first, since products come before the campaign's money."""
    aside = kept_for(session, gift)
    if aside is None:
        return
    lock_products(session, {*aside.pieces, decision.found.product_id} - {None})
    free_aside(session, gift, at)


def _set_out(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> None:
    """Launches the gift of somebody who was launched with a wave and waited since. Whoever is in no wave, or in a campaign that is
    paused or has a newer plan, is ready for the next one that a person launches. Raises OutOfStock."""
    is_approved = gift.stays_planned or gift.match_run_id == campaign.approved_match_run_id
    if gift.wave is None or not is_approved or not allows(campaign.status, "set_out_alone"):
        gift.wave = None
        session.flush()
        return
    if hold_unsigned(session, [gift], at) and launch_gifts(session, campaign, [gift.id], gift.wave, at).missing:
        raise OutOfStock("The last one has just gone.")
    # Setting money aside has locked the campaign's row; a pause that came meanwhile takes the launch back.
    require_act(session, campaign, "set_out_alone")


def _give(
    session: Session,
    gift: RecipientGift,
    decision: _Decision,
    kind: DecisionKind,
    at: datetime,
    *,
    is_exchange: bool = False,
) -> None:
    product_id = decision.found.product_id
    if product_id is None:
        raise Conflict("We found nothing that could be given.")
    with session.begin_nested():
        choose_product(session, gift, product_id, kind, decision.record(), at, is_exchange=is_exchange)
        write_alternatives(session, gift, decision.found.alternatives)


def _drop_alternatives(session: Session, campaign: Campaign, gift: RecipientGift, at: datetime) -> None:
    """The page judges an offer whenever it is shown; a film holds them drawn, so it is drawn again without what is not safe now or
    is given to nobody any more. What has only run out may come back, and its page says when."""
    planned = session.execute(
        select(GiftAlternative, Product)
        .join(Product, Product.id == GiftAlternative.product_id)
        .where(GiftAlternative.gift_id == gift.id)
    ).all()
    candidate, terms = candidate_for(session, campaign, gift, at.date()), terms_of(campaign)
    gone = [
        row
        for row, product in planned
        if product.retired_at is not None or not is_safe(candidate, choice_of(product), terms)
    ]
    for row in gone:
        session.delete(row)
    session.flush()
    if gone:
        redraw(session, gift)


def _leave_without(session: Session, gift: RecipientGift, obstacles: Obstacles, at: datetime) -> None:
    """Nothing can be given now: the reason is written down, and a gift that is no longer safe is taken back."""
    hold = obstacles.waits_for.value if obstacles.waits_for is not None else None
    if gift.product_id is not None:
        if gift.status in ANSWERABLE:
            stop_gift(session, gift, hold or hold_for(next(iter(obstacles.reasons), Reason.OUT_OF_STOCK)), at)
            keep_value(session, gift, at)
        return
    aside = kept_for(session, gift)
    if hold not in ASKING and aside is not None and not aside.is_value:
        # No answer of theirs is waited for any more, so that others may have what was kept for it.
        free_aside(session, gift, at)
    # Its value they can still have donated.
    keep_value(session, gift, at)
    if gift.hold_reason is not None and gift.hold_reason != hold:
        lift_hold(session, gift, gift.hold_reason, at)
    if hold is not None:
        hold_gift(session, gift, hold, at)
    gift.unmatched_reasons = [] if hold is not None else [reason.value for reason in obstacles.reasons]
    session.flush()
