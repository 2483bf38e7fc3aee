"""While somebody is quiet by rule, the time of their running gifts stands still: what is left of it is left afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db.writing.chunks import in_chunks
from service.gifting.find import (
    AGAIN_FOR,
    AWAY_AT_MOST,
    WAITED_AT_LEAST,
    WAITED_AT_MOST,
    answers_until,
    kept_unless_quiet,
)
from service.gifting.models import RecipientGift
from service.gifting.transitions import ANSWERABLE
from service.recipients.models import Recipient
from service.recipients.quiet.in_force import Span, rules_of, spans_of


def paused_for(spans: Sequence[Span], since: datetime, until: datetime) -> timedelta:
    """How much longer a gift stays open that ran from `since` and would end at `until`: all quiet that begins before it ends, which
    each quiet before puts off."""
    added = timedelta()
    for begin, end in spans:
        first = max(begin, since)
        if first < until + added and first < end:
            added += end - first
    return added


def waits_until(campaign: Campaign, gift: RecipientGift, spans: Sequence[Span], wait: str | None = None) -> datetime:
    """Until when an accepted gift that waits for this is kept: a week after the yes at least and a month at most, for somebody who
    is away three, none of which runs while they are quiet."""
    yes = gift.decided_at or gift.created_at

    def after(length: timedelta) -> datetime:
        return yes + length + paused_for(spans, yes, yes + length)

    if wait == "away":
        return after(AWAY_AT_MOST)
    return min(max(answers_until(campaign, gift), after(WAITED_AT_LEAST)), after(WAITED_AT_MOST))


def keep_open(
    session: Session, campaign: Campaign, gift: RecipientGift, person: Recipient, at: datetime
) -> Sequence[Span]:
    """Keeps a gift that was launched open for as long as its person was, or is to be, quiet, and answers when that is. The caller
    holds the person's lock."""
    spans = spans_of(rules_of(session, [person])[person.id], at)
    _keep_open(campaign, gift, spans)
    session.flush()
    return spans


def keep_all_open(session: Session, people: Sequence[Recipient], at: datetime) -> int:
    """The same for every gift of these people that is open or waits to be ordered; the people are locked. How many changed."""
    by_id, changed = {person.id: person for person in people}, 0
    spans = {person_id: spans_of(rules, at) for person_id, rules in rules_of(session, people).items()}
    for some in in_chunks(sorted(by_id)):
        rows = session.execute(
            select(RecipientGift, Campaign)
            .join(Campaign, Campaign.id == RecipientGift.campaign_id)
            .where(
                RecipientGift.recipient_id.in_(some),
                RecipientGift.launched_at.is_not(None),
                RecipientGift.status.in_(ANSWERABLE | {"accepted", "donated", "ordered"}),
            )
            .order_by(RecipientGift.id)
            .with_for_update(of=RecipientGift)
            .execution_options(populate_existing=True)
        )
        changed += sum(_keep_open(campaign, gift, spans[gift.recipient_id]) for gift, campaign in rows)
    session.flush()
    return changed


def _keep_open(campaign: Campaign, gift: RecipientGift, spans: Sequence[Span]) -> bool:
    before = gift.open_until, gift.quiet_seconds, gift.kept_until
    until = campaign.expires_at
    if gift.open_until is not None:
        until = max(until, gift.open_until - timedelta(seconds=gift.quiet_seconds))
    added = _put_off(gift, spans, until)
    if added or gift.quiet_seconds:
        # Whole seconds, so that what is put off is taken off again to the last one, however often it is reckoned.
        gift.quiet_seconds = ceil(added.total_seconds())
        gift.open_until = until + timedelta(seconds=gift.quiet_seconds)
    kept = waits_until(campaign, gift, spans) if gift.status == "accepted" else None
    gift.kept_until = None if kept is None or kept == kept_unless_quiet(campaign, gift) else kept
    return before != (gift.open_until, gift.quiet_seconds, gift.kept_until)


def _put_off(gift: RecipientGift, spans: Sequence[Span], until: datetime) -> timedelta:
    """How much longer than `until` it stays: by its own time, and where the week to look at what was chosen again may reach beyond
    that, by all of that week."""
    added = paused_for(spans, gift.launched_at or gift.created_at, until)
    if gift.stopped_at is not None:
        week = gift.stopped_at + AGAIN_FOR
        quiet = paused_for(spans, gift.stopped_at, week)
        added = max(added, week + quiet - until if quiet else added)
    return added
