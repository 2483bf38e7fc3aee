"""A process of the arena imports this before all else. The tests themselves never do: their clock stays as it is."""

from __future__ import annotations

from tests.faults.clock.set_clock import be_wrong

be_wrong()
