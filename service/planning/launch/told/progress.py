"""How far a launch is: counted from gifts, renditions and the job ledger at every look, so that it cannot drift."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.content.models import RenditionRow
from service.db import page as pages
from service.db.page import Page, page_number
from service.gifting.models import RecipientGift
from service.gifting.redraw import FILMS, kinds_of
from service.gifting.transitions import TERMINAL
from service.jobs.models import OPEN, Job
from service.jobs.progress import KindProgress, done_about, progress
from service.planning.labels import KINDS, describe_state
from service.planning.large import counted
from service.planning.launch.ready import count_ready
from service.recipients.models import Account, Recipient
from service.recipients.names import person_name

LAUNCH_JOB: Final = "planning.launch"
CONTENT_JOBS: Final = tuple(f"content.{kind}" for kind in KINDS)
CALLED_BACK: Final = "canceled"


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of content: jobs by state, and how many seconds one takes on average (None before the first)."""

    key: str
    name: str
    waiting: int
    in_hand: int
    ready: int
    failed: int
    seconds: float | None

    @property
    def is_done(self) -> bool:
        """Whether there is content of this kind and all of it is ready."""
        return self.ready > 0 and not (self.waiting or self.in_hand or self.failed)


@dataclass(frozen=True, slots=True)
class LaunchProgress:
    """`sets_ready` of `launched` people have all their content; `to_launch` are planned and not launched yet."""

    at: datetime
    status: str
    is_reserving: bool
    to_launch: int
    launched: int
    sets_ready: int
    held: int
    kinds: tuple[KindLine, ...]
    about: datetime | None
    wave: tuple[int, int] = (0, 0)
    """Of the waves that are just setting out: how many have, of how many."""

    @property
    def failed(self) -> int:
        """Jobs of every kind that have failed."""
        return sum(kind.failed for kind in self.kinds)

    @property
    def is_busy(self) -> bool:
        """Whether something moves, so that a page should look again."""
        return self.is_reserving or any(kind.waiting or kind.in_hand for kind in self.kinds)

    @property
    def verdict(self) -> str:
        """One sentence that is true now."""
        if self.is_reserving:
            out, of = self.wave
            if not out:
                return "Stock and money are being set aside for the next people."
            return f"Stock and money are being set aside: {out:,} of {of:,} people launched so far."
        if not self.launched:
            return "Nobody has been launched yet."
        if self.sets_ready == self.launched:
            return "The set is complete." if self.launched == 1 else f"All {self.launched} sets are complete."
        if not self.is_busy:
            return f"{self.sets_ready} of {self.launched} sets are complete. {self._rest}"
        when = f" The rest should be ready at about {self.about:%H:%M} UTC." if self.about else ""
        return f"{self.sets_ready} of {self.launched} sets are complete.{when}"

    @property
    def _rest(self) -> str:
        """Why nothing is being made though some sets are not whole."""
        if self.failed:
            return "Some of the rest failed; ops can run them again."
        if self.held:
            return "Some of the rest are on hold; see the reasons below."
        return "Nothing is being made for the rest."


@dataclass(frozen=True, slots=True)
class LaunchedLine:
    """One launched person: where their gift stands, and which kinds of content are drawn."""

    gift: RecipientGift
    name: str
    company: str
    state: tuple[str, str]
    kinds: frozenset[str]


def read_progress(session: Session, campaign: Campaign, at: datetime) -> LaunchProgress:
    """The launch of one campaign at this instant; of a large one, at most some seconds ago."""
    kept = counted(session, campaign, "progress", lambda: _read_progress(session, campaign, at))
    # What has just begun, or ended, is told at once: a page that is told that nothing moves does not look again.
    return kept if kept.is_busy == _moves(session, campaign) else _read_progress(session, campaign, at)


def _moves(session: Session, campaign: Campaign) -> bool:
    jobs = exists().where(
        Job.campaign_id == campaign.id, Job.state.in_(OPEN), Job.kind.in_((*CONTENT_JOBS, LAUNCH_JOB))
    )
    return bool(session.scalar(select(jobs)))


def _read_progress(session: Session, campaign: Campaign, at: datetime) -> LaunchProgress:
    jobs = {one.kind: one for one in progress(session, campaign.id, (*CONTENT_JOBS, LAUNCH_JOB))}
    drawn = _drawn_kinds(session, campaign)
    launched = _launched(campaign)
    return LaunchProgress(
        at=at,
        status=campaign.status,
        is_reserving=jobs.get(LAUNCH_JOB, KindProgress(LAUNCH_JOB)).open > 0,
        to_launch=count_ready(session, campaign),
        launched=_count(session, *launched, _not_erased(campaign)),
        sets_ready=_sets_ready(session, campaign),
        held=_count(session, *launched, RecipientGift.hold_reason.is_not(None), RecipientGift.status.not_in(TERMINAL)),
        kinds=tuple(_kind_line(kind, KINDS[kind], jobs, drawn.get(kind)) for kind in _shown(campaign, {*jobs, *drawn})),
        about=done_about(session, campaign.id, at),
        wave=_setting_out(session, campaign),
    )


def _setting_out(session: Session, campaign: Campaign) -> tuple[int, int]:
    """(people of the waves in hand that have set out, all people of these waves)."""
    waves = select(Job.version).where(Job.kind == LAUNCH_JOB, Job.subject_id == campaign.id, Job.state.in_(OPEN))
    of = (RecipientGift.campaign_id == campaign.id, RecipientGift.wave.in_(waves))
    return _count(session, *of, RecipientGift.launched_at.is_not(None)), _count(session, *of)


def as_figures(now: LaunchProgress) -> dict[str, str | bool]:
    """The page's moving figures by the name of the place they stand in."""
    figures: dict[str, str | bool] = {
        "busy": now.is_busy,
        "verdict": now.verdict,
        "at": now.at.strftime("%H:%M:%S UTC"),
        "launched": str(now.launched),
        "ready": str(now.sets_ready),
        "to_launch": str(now.to_launch),
        "share": f"{100 * now.sets_ready / now.launched:.2f}" if now.launched else "0",
    }
    for kind in now.kinds:
        for name in ("waiting", "in_hand", "ready", "failed"):
            figures[f"{kind.key}.{name}"] = str(getattr(kind, name))
    return figures


def launched_people(
    session: Session, campaign: Campaign, number: str | None, seen: ColumnElement[bool] | None = None
) -> Page[LaunchedLine]:
    """Launched people, the latest wave first. `seen`: the condition on those who may be named, None for all."""
    which = _launched(campaign) if seen is None else (*_launched(campaign), seen)
    listed = select(RecipientGift.id).where(*which).order_by(RecipientGift.wave.desc(), RecipientGift.id)
    if seen is None:
        total = counted(session, campaign, "launched people", lambda: _count(session, *which))
    else:
        total = _count(session, *which)
    page = page_number(number, total)
    ids = session.scalars(listed.limit(pages.SIZE).offset((page - 1) * pages.SIZE)).all()
    rows = session.execute(
        select(RecipientGift, Recipient, Account.name)
        .join(Recipient, Recipient.id == RecipientGift.recipient_id)
        .join(Account, Account.id == RecipientGift.account_id)
        .where(RecipientGift.id.in_(ids))
        .order_by(RecipientGift.wave.desc(), RecipientGift.id)
    )
    drawn = _drawn(session, ids)
    lines = [
        LaunchedLine(gift, person_name(person), company, describe_state(gift), drawn.get(gift.id, frozenset()))
        for gift, person, company in rows
    ]
    return Page(lines, page, total)


def _launched(campaign: Campaign) -> tuple[ColumnElement[bool], ...]:
    return (
        RecipientGift.campaign_id == campaign.id,
        RecipientGift.launched_at.is_not(None),
        RecipientGift.status != CALLED_BACK,
    )


def _not_erased(campaign: Campaign) -> ColumnElement[bool]:
    """Of somebody who was erased nothing is drawn any more, and nothing is missing. The few who were are looked for once."""
    erased = select(Recipient.id).where(
        Recipient.workspace_id == campaign.workspace_id, Recipient.erased_at.is_not(None)
    )
    return RecipientGift.recipient_id.not_in(erased)


def _shown(campaign: Campaign, seen: Collection[str]) -> tuple[str, ...]:
    """What is drawn for everybody, and films that were drawn because somebody played them."""
    wanted = kinds_of(campaign)
    return tuple(
        kind for kind in KINDS if kind in wanted or (kind in FILMS and not {f"content.{kind}", kind}.isdisjoint(seen))
    )


def _count(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(RecipientGift).where(*which)) or 0


def _kind_line(kind: str, name: str, jobs: Mapping[str, KindProgress], drawn: tuple[int, float] | None) -> KindLine:
    """Jobs are forgotten some time after a campaign has ended; what they drew is not."""
    job = jobs.get(f"content.{kind}", KindProgress(kind))
    people, seconds = drawn or (0, None)
    return KindLine(kind, name, job.pending, job.running, max(job.done, people), job.dead, seconds)


def _drawn_kinds(session: Session, campaign: Campaign) -> dict[str, tuple[int, float]]:
    """Kind -> (people it is drawn for, average seconds of one)."""
    rows = session.execute(
        select(RenditionRow.kind, func.count(func.distinct(RenditionRow.gift_id)), func.avg(RenditionRow.seconds))
        .join(RecipientGift, RecipientGift.id == RenditionRow.gift_id)
        .where(RecipientGift.campaign_id == campaign.id)
        .group_by(RenditionRow.kind)
    )
    return {kind: (people, float(average)) for kind, people, average in rows}


def _sets_ready(session: Session, campaign: Campaign) -> int:
    """Launched people whose present version of every kind is drawn."""
    whole = (
        select(RenditionRow.gift_id)
        .join(RecipientGift, RecipientGift.id == RenditionRow.gift_id)
        .where(
            *_launched(campaign),
            _not_erased(campaign),
            RenditionRow.content_version == RecipientGift.content_version,
            RenditionRow.kind.in_(kinds_of(campaign)),
        )
        .group_by(RenditionRow.gift_id)
        .having(func.count(func.distinct(RenditionRow.kind)) == len(kinds_of(campaign)))
        .subquery()
    )
    return session.scalar(select(func.count()).select_from(whole)) or 0


def _drawn(session: Session, gift_ids: Sequence[str]) -> dict[str, frozenset[str]]:
    rows = session.execute(
        select(RenditionRow.gift_id, RenditionRow.kind)
        .join(RecipientGift, RecipientGift.id == RenditionRow.gift_id)
        .where(RenditionRow.gift_id.in_(gift_ids), RenditionRow.content_version == RecipientGift.content_version)
    )
    found: dict[str, set[str]] = {}
    for gift_id, kind in rows:
        found.setdefault(gift_id, set()).add(kind)
    return {gift_id: frozenset(kinds) for gift_id, kinds in found.items()}
