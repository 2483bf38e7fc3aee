"""What may be said of a comparison now. While the groups are uneven there is no figure to say: none is in the value at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from service.decisions.experiments.power import more_needed
from service.decisions.experiments.ratio_check import RatioCheck
from service.decisions.experiments.sequences import Answer, Difference, Group, difference, group_of

State = Literal["uneven", "few", "too_early", "cannot_tell", "smaller", "helped", "hurt"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`uneven`: hidden until people who are missing are counted. `few`: a figure would tell of few people; `compare` never says so,
    but whoever knows which figures staff see by name. `too_early`: too few answers for any interval. `smaller`: whatever the
    difference is, it is smaller than the one worth knowing. `more`: answers still needed."""

    state: State
    check: RatioCheck
    more: int
    groups: tuple[Group, Group] | None = None
    difference: Difference | None = None

    @property
    def is_shown(self) -> bool:
        """Whether figures of the groups may be on a page, in an export, anywhere."""
        return self.state != "uneven"


def compare(
    first: Sequence[Answer], second: Sequence[Answer], check: RatioCheck, planned: int, smallest: float
) -> Finding:
    """`first` is what was tried, `second` what it is compared with; `planned` answers of both and the `smallest` difference worth
    knowing (a share) were fixed before the first person was drawn."""
    answered = len(first) + len(second)
    if not check.is_even:
        return Finding("uneven", check, 0)
    groups = (group_of(first), group_of(second))
    found = difference(*groups, planned)
    if found is None:
        return Finding("too_early", check, max(0, planned - answered), groups)
    if found.leaves_zero:
        return Finding("helped" if found.low > 0 else "hurt", check, 0, groups, found)
    if -smallest < found.low and found.high < smallest:
        return Finding("smaller", check, 0, groups, found)
    more = more_needed(planned, answered, (found.high - found.low) / 2, smallest)
    return Finding("cannot_tell", check, more, groups, found)
