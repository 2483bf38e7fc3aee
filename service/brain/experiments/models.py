"""Experiments and who was drawn for what. Ids, codes and chances: no value of a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db.base import Base

KINDS: Final = ("film", "film_none", "subject", "line", "band", "holdout")
METRICS: Final = ("kept", "opened", "swapped", "met", "bought", "csat", "cared")
STATES: Final = ("draft", "running", "paused", "finished", "stopped")
OUTCOMES: Final = ("met", "bought")
SCORED: Final = ("csat", "cared")
"""Figures that people said themselves, and that have no person after thirty days."""
_OPEN_EVERYWHERE: Final = "kind = 'holdout' AND covers_all AND state IN ('running', 'paused')"


class Experiment(Base):
    """One question with one figure that decides, fixed when it starts."""

    __tablename__ = "experiment"
    __table_args__ = (
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"metric IN {METRICS}", name="metric"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("holdout >= 0 AND holdout <= 50", name="holdout"),
        CheckConstraint("smallest_points > 0 AND smallest_points <= 100", name="smallest"),
        CheckConstraint("planned >= 2", name="planned"),
        CheckConstraint("(state = 'draft') = (started_at IS NULL)", name="started"),
        CheckConstraint("(state IN ('finished', 'stopped')) = (ended_at IS NOT NULL)", name="ended"),
        Index("ix_experiment_workspace_id_state", "workspace_id", "state"),
        Index(
            "uq_experiment_everywhere",
            "workspace_id",
            unique=True,
            sqlite_where=text(_OPEN_EVERYWHERE),
            postgresql_where=text(_OPEN_EVERYWHERE),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))
    name: Mapped[str]
    hypothesis: Mapped[str]
    """What is expected, and why: one sentence, printed above the result."""
    kind: Mapped[str]
    """film: film or page only. film_none: a gift with its film, or nothing. subject: with the sender’s own subject or with ours.
    line: with the line written to each person, or without. band: two values for the most a gift may cost. holdout: a gift, or
    nothing."""
    metric: Mapped[str]
    base_percent: Mapped[int]
    """The share without, as it is expected."""
    smallest_points: Mapped[int]
    """The smallest difference worth knowing."""
    planned: Mapped[int]
    """Answers of both groups that the question takes; fixed at the start, as the interval is narrowest there."""
    shares: Mapped[dict[str, Any]]
    """Arm -> percent, without the holdout; all together 100."""
    holdout: Mapped[int]
    """Percent of the people who are drawn from now on."""
    holdouts: Mapped[list[dict[str, Any]]]
    """{at, percent} of each share that was in force, oldest first."""
    settings: Mapped[dict[str, Any]]
    """{low_minor, high_minor} of a band; else empty."""
    covers_all: Mapped[bool]
    """Every campaign that has not launched yet when it starts, and every later one; else those in `experiment_campaign`."""
    counts_drawn: Mapped[bool]
    """Whether everybody who was drawn counts, gift or not, since people went missing from one group."""
    state: Mapped[str]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ExperimentCampaign(Base):
    """A campaign that takes part."""

    __tablename__ = "experiment_campaign"

    experiment_id: Mapped[str] = mapped_column(ForeignKey("experiment.id"), primary_key=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), primary_key=True, index=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"))


class Assignment(Base):
    """One person's arm. Written once: a share that is changed later moves nobody, and each keeps the chance they had."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("experiment_id", "recipient_id"),
        CheckConstraint("probability > 0 AND probability <= 1", name="probability"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    experiment_id: Mapped[str] = mapped_column(ForeignKey("experiment.id"))
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), index=True)
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaign.id"), index=True)
    """The campaign in which they were drawn; what came of its gift is their answer."""
    arm: Mapped[str]
    probability: Mapped[float]
    holdout: Mapped[int]
    """Percent held out when they were drawn."""
    drawn_at: Mapped[datetime]


class ExperimentScore(Base):
    """An answer that somebody in an arm gave to a question, as yes or no. Nobody's: it has no person and no gift."""

    __tablename__ = "experiment_score"
    __table_args__ = (
        CheckConstraint(f"metric IN {SCORED}", name="metric"),
        CheckConstraint("probability > 0 AND probability <= 1", name="probability"),
    )

    rating_id: Mapped[str] = mapped_column(primary_key=True)
    """The answer it was, so that a changed mind takes its place; the answer itself may be gone."""
    experiment_id: Mapped[str] = mapped_column(ForeignKey("experiment.id"), primary_key=True, index=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    arm: Mapped[str]
    probability: Mapped[float]
    holdout: Mapped[int]
    metric: Mapped[str]
    is_yes: Mapped[bool]
    at: Mapped[datetime]


class Outcome(Base):
    """Something that happened to a person whether they got a gift or not: the one kind of figure by which a holdout can be read."""

    __tablename__ = "outcome"
    __table_args__ = (
        UniqueConstraint("recipient_id", "kind", "happened_on"),
        CheckConstraint(f"kind IN {OUTCOMES}", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    kind: Mapped[str]
    happened_on: Mapped[date]
    noted_at: Mapped[datetime]
