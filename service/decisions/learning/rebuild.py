"""A model built anew from all events that remain, many at a time: the way after an erasure, and once a day.

A yes or a no is a choice between the product and nothing, which is worth 0. So every event is a choice among some rows, and all of
them are one conditional logit. Where the whole covariance is kept, Newton's method finds the most probable coefficients, the same
in whatever order events come; where only variances are, events are taken in order, some hundreds at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from service.decisions.learning.events import CHOICES, Event
from service.decisions.learning.features import FIGURES, Features, Layout
from service.decisions.learning.posterior import Posterior

Real = NDArray[np.float64]
Places = NDArray[np.intp]
_BLOCK: Final = 2048
"""Events that are laid out at once where the whole covariance is kept: with 256 coefficients, 4 MB."""
_TOGETHER: Final = 256
"""Events that are taken at once where only variances are kept."""
_MOST_STEPS: Final = 40
_STILL: Final = 1e-6
"""Log-odds: a step smaller than this is none."""


@dataclass(frozen=True, slots=True)
class _Choices:
    """S choices among N rows, the chosen row first. `starts` (S + 1,) where each begins, `of` (N,) whose row it is, `weight` (S,).

    A row is `figures` (N, W) at `places` (N, W), 0 elsewhere; rows with fewer are filled up with 0 at the place D.
    """

    starts: Places
    of: Places
    weight: Real
    places: Places
    figures: Real

    def part(self, begin: int, end: int) -> _Choices:
        """The choices from `begin` to `end` alone."""
        rows = slice(self.starts[begin], self.starts[end])
        starts, of = self.starts[begin : end + 1] - rows.start, self.of[rows] - begin
        return _Choices(starts, of, self.weight[begin:end], self.places[rows], self.figures[rows])

    def parts(self, size: int) -> Iterator[_Choices]:
        """All of them, `size` at a time."""
        for begin in range(0, len(self.weight), size):
            yield self.part(begin, min(begin + size, len(self.weight)))

    def shares(self, mean: Real) -> tuple[Real, Real]:
        """((N,) the probability of each row within its choice, (S,) the log-probability of the row that was chosen)."""
        worth = (np.append(mean, 0.0)[self.places] * self.figures).sum(axis=1)
        firsts = self.starts[:-1]
        worth -= np.maximum.reduceat(worth, firsts)[self.of]
        odds = np.exp(worth)
        total = np.add.reduceat(odds, firsts)
        return odds / total[self.of], worth[firsts] - np.log(total)

    def summed(self, rows: Real, size: int) -> Real:
        """(D,) the rows' vectors, weighted by `rows` (N,); `size` is D."""
        found = np.bincount(self.places.ravel(), (rows[:, None] * self.figures).ravel(), size + 1)
        return found[:size].astype(np.float64, copy=False)

    def middles(self, share: Real, size: int) -> Real:
        """(S, D) the mean vector of each choice."""
        at = self.of[:, None] * (size + 1) + self.places
        flat = np.bincount(at.ravel(), (share[:, None] * self.figures).ravel(), len(self.weight) * (size + 1))
        return flat.astype(np.float64, copy=False).reshape(len(self.weight), size + 1)[:, :size]

    def products(self, rows: Real, size: int) -> Real:
        """(D, D) the rows' vectors times themselves, weighted by `rows` (N,)."""
        wide = size + 1
        upper, own = np.zeros(wide * wide), np.zeros(wide)
        for at in range(self.places.shape[1]):
            weighted = rows * self.figures[:, at]
            own += np.bincount(self.places[:, at], weighted * self.figures[:, at], wide)
            if at + 1 < self.places.shape[1]:
                pairs = self.places[:, at, None] * wide + self.places[:, at + 1 :]
                upper += np.bincount(
                    pairs.ravel(), (weighted[:, None] * self.figures[:, at + 1 :]).ravel(), wide * wide
                )
        half = upper.reshape(wide, wide)
        whole: Real = (half + half.T + np.diag(own))[:size, :size]
        return whole


def rebuild(layout: Layout, prior: Posterior, events: Sequence[Event], now: datetime) -> Posterior:
    """The posterior after all `events`, which are learnable and in order; each counts what it still does at `now`."""
    if not events:
        return Posterior(prior.mean.copy(), prior.covariance.copy())
    choices = _lay_out(layout, events, now)
    return _newton(choices, prior) if prior.is_full else _in_order(choices, prior)


def _lay_out(layout: Layout, events: Sequence[Event], now: datetime) -> _Choices:
    shown: list[Features | None] = []
    starts = [0]
    for event in events:
        if event.did in CHOICES:
            shown.append(event.chosen)
            shown.extend(event.others)
        else:
            shown.extend((event.chosen, None) if event.is_yes else (None, event.chosen))
        starts.append(len(shown))
    # The same product is shown many times, so its places are found once.
    distinct: dict[tuple[str, ...], int] = {}
    rows = [distinct.setdefault(() if one is None else one.traits, len(distinct)) for one in shown]
    found = [[at for trait in traits if (at := layout.place.get(trait)) is not None] for traits in distinct]
    first, widest = len(FIGURES), max(map(len, found))
    table = np.full((len(found), first + widest), layout.size, dtype=np.intp)
    table[:, :first] = np.arange(first)
    for row, known in zip(table, found, strict=True):
        row[first : first + len(known)] = known
    places = table[rows]
    nothing = (0.0,) * first
    figures = (places < layout.size).astype(np.float64)
    figures[:, :first] = [nothing if one is None else one.figures for one in shown]
    of = np.repeat(np.arange(len(events)), np.diff(starts))
    return _Choices(np.array(starts), of, np.array([event.weight(now) for event in events]), places, figures)


def _newton(choices: _Choices, prior: Posterior) -> Posterior:
    precision = np.linalg.inv(prior.covariance).astype(np.float64, copy=False)
    mean = prior.mean.copy()
    value, slope, curve = _around(choices, mean, prior.mean, precision)
    for _ in range(_MOST_STEPS):
        step = np.linalg.solve(curve, slope)
        length = 1.0
        while True:
            moved = mean + length * step
            found = _around(choices, moved, prior.mean, precision)
            # The last digits of a sum over all events may fall where nothing is left to gain.
            if found[0] >= value - 1e-9 * abs(value) or length < 1e-6:
                break
            length /= 2
        mean, (value, slope, curve) = moved, found
        if np.abs(step).max() < _STILL:
            break
    covariance = np.linalg.inv(curve)
    return Posterior(mean, (covariance + covariance.T) / 2)


def _around(choices: _Choices, mean: Real, middle: Real, precision: Real) -> tuple[float, Real, Real]:
    """(log-probability, its slope (D,), less its curvature (D, D)) of coefficients `mean`."""
    size, away = len(mean), mean - middle
    pull = precision @ away
    value, slope, curve = -0.5 * float(away @ pull), -pull, precision.copy()
    for part in choices.parts(_BLOCK):
        share, chosen = part.shares(mean)
        surprise, weighted = _surprise(part, share)
        middles = part.middles(share, size)
        value += float(part.weight @ chosen)
        slope += part.summed(surprise, size)
        curve += part.products(weighted, size) - middles.T @ (part.weight[:, None] * middles)
    return value, slope, curve


def _in_order(choices: _Choices, prior: Posterior) -> Posterior:
    size, mean, precision = len(prior.mean), prior.mean.copy(), 1.0 / prior.covariance
    for part in choices.parts(_TOGETHER):
        share, _ = part.shares(mean)
        surprise, weighted = _surprise(part, share)
        middles = part.middles(share, size)
        squares = np.bincount(part.places.ravel(), (weighted[:, None] * part.figures**2).ravel(), size + 1)[:size]
        precision += squares - part.weight @ (middles * middles)
        mean += part.summed(surprise, size) / precision
    return Posterior(mean, 1.0 / precision)


def _surprise(part: _Choices, share: Real) -> tuple[Real, Real]:
    """((N,) what happened less what was expected of each row, (N,) what was expected), both times the weight of its choice."""
    weighted = part.weight[part.of] * share
    surprise = -weighted
    surprise[part.starts[:-1]] += part.weight
    return surprise, weighted
