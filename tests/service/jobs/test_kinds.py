"""Which kinds of work exist."""

from __future__ import annotations

import pytest

from service.jobs.act_types import JobKind
from service.jobs.kinds import UnknownKind, kind_of, register, registered

DRAW = JobKind("content.draw", lambda _lease: None, "render")


def test_a_registered_kind_is_found_by_its_name() -> None:
    register({"content.draw": DRAW})

    assert kind_of("content.draw") is DRAW


def test_registering_forgets_what_was_there_before() -> None:
    register({"content.draw": DRAW})
    register({})

    with pytest.raises(UnknownKind, match=r"content\.draw"):
        kind_of("content.draw")


def test_the_table_cannot_be_changed_from_outside() -> None:
    with pytest.raises(TypeError):
        registered()["content.draw"] = DRAW  # type: ignore[index]
