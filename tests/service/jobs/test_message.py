"""What comes in from the broker is a ring, written anew, or nothing."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from service.jobs.message import USUAL_LIMITS, cleaned
from tests.service.jobs.hostile_messages import HOSTILE, JOB, WISHES, ring


def read(message: dict[str, Any] | None) -> tuple[list[Any], dict[str, Any]]:
    """The arguments and the headers of a message that was let in."""
    assert message is not None
    return json.loads(base64.b64decode(message["body"]))[0], message["headers"]


def test_a_ring_of_ours_is_heard_with_its_limits() -> None:
    args, headers = read(cleaned(json.dumps(ring(timelimit=[300, 240])).encode(), "mail"))
    assert (args, headers["id"], headers["task"], headers["timelimit"]) == ([JOB], JOB, "run_job", [300, 240])


def test_a_ring_goes_back_to_where_it_came_from_whatever_it_says_of_that() -> None:
    said = ring()
    said["properties"]["delivery_info"] = {"exchange": "elsewhere", "routing_key": "video"}
    message = cleaned(json.dumps(said).encode(), "mail")
    assert message is not None
    assert message["properties"]["delivery_info"] == {"exchange": "", "routing_key": "mail"}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_ring_is_dropped(name: str) -> None:
    assert cleaned(HOSTILE[name], "mail") is None


def test_there_are_forty_of_them() -> None:
    assert len(HOSTILE) >= 40


@pytest.mark.parametrize("name", WISHES)
def test_a_ring_that_wishes_for_something_is_heard_and_its_wish_is_not(name: str) -> None:
    args, headers = read(cleaned(json.dumps(ring(**WISHES[name])).encode(), "mail"))
    assert args == [JOB]
    assert (headers["eta"], headers["expires"], headers["id"], headers["retries"]) == (None, None, JOB, 0)
    assert headers["timelimit"] == (list(USUAL_LIMITS) if "limit" in name else [90, 60])
    assert not {"countdown", "chord", "shadow", "stamped_headers"} & headers.keys()
