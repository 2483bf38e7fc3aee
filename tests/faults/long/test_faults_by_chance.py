"""The table of what fails: each fault once a round, in an order that its seed makes again."""

from __future__ import annotations

from collections import Counter

from tests.faults.long.faults import FAULTS, faults_by_chance


def test_each_fault_comes_once_a_round_and_what_only_servers_know_on_servers_alone() -> None:
    names = {fault.name for fault in FAULTS}
    assert len(names) == len(FAULTS) == 25
    with_server = [fault.name for fault in faults_by_chance(1, 2, has_server=True)]
    without = [fault.name for fault in faults_by_chance(1, 2, has_server=False)]

    assert Counter(with_server) == dict.fromkeys(names, 2)
    assert Counter(without) == dict.fromkeys(names - {"the database restarted at once"}, 2)
    assert with_server == [fault.name for fault in faults_by_chance(1, 2, has_server=True)]
    assert with_server != [fault.name for fault in faults_by_chance(2, 2, has_server=True)]
