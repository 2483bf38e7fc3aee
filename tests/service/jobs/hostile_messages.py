"""Forty-odd things that somebody who reaches the broker might put into a queue. None is a ring, or none may do what it asks."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

JOB: Final = "job_i2xrleszqcf3iwzm"


def ring(job_id: str = JOB, **headers: Any) -> dict[str, Any]:
    """A message as the product sends it; further headers on top."""
    body = base64.b64encode(json.dumps([[job_id], {}, {}]).encode()).decode()
    return {
        "body": body,
        "content-encoding": "utf-8",
        "content-type": "application/json",
        "headers": {"lang": "py", "task": "run_job", "id": job_id, "timelimit": [90, 60], **headers},
        "properties": {"body_encoding": "base64", "delivery_tag": "t", "delivery_info": {}, "correlation_id": job_id},
    }


def _with(**parts: Any) -> bytes:
    return json.dumps(ring() | parts).encode()


def _body(value: Any) -> bytes:
    return _with(body=base64.b64encode(json.dumps(value).encode()).decode())


HOSTILE: Final[dict[str, bytes]] = {
    "nothing": b"",
    "a null byte": b"\0",
    "no text": b"\xff\xfe\xfa",
    "a word": b"hello",
    "null": b"null",
    "true": b"true",
    "a number": b"17",
    "a string": b'"run_job"',
    "a list": b"[]",
    "a list of lists": b"[[[]]]",
    "an empty object": b"{}",
    "cut off": _with()[:-20],
    "a hundred thousand brackets": b"[" * 10_000,
    "deep objects": b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
    "a number of ten thousand digits": b"9" * 10_000,
    "not a number": b"NaN",
    "a pickle": b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x08builtins",
    "yaml": b"!!python/object/apply:os.system ['true']",
    "larger than any ring": json.dumps(ring() | {"padding": "x" * 20_000}).encode(),
    "the first protocol": json.dumps({"task": "run_job", "id": "1", "args": [JOB], "kwargs": {}}).encode(),
    "no headers": json.dumps({"body": "", "properties": {}}).encode(),
    "headers that are a list": _with(headers=[]),
    "headers that are null": _with(headers=None),
    "no task": _with(headers={"id": JOB}),
    "another task": json.dumps(ring(task="celery.backend_cleanup")).encode(),
    "a task that is a list": json.dumps(ring(task=["run_job"])).encode(),
    "no body": json.dumps({key: value for key, value in ring().items() if key != "body"}).encode(),
    "a body that is null": _with(body=None),
    "a body that is a number": _with(body=5),
    "a body that is an object": _with(body={"args": [JOB]}),
    "a body that is no base64": _with(body="***"),
    "a body that is no JSON": _with(body=base64.b64encode(b"{").decode()),
    "a body of bytes": _with(body=base64.b64encode(b"\xff\xff").decode()),
    "a body that is an empty list": _body([]),
    "arguments that are null": _body([None, {}, {}]),
    "arguments that are a string": _body([JOB, {}, {}]),
    "no argument": _body([[], {}, {}]),
    "two arguments": _body([[JOB, JOB], {}, {}]),
    "an argument that is a number": _body([[5], {}, {}]),
    "an argument that is an object": _body([[{"id": JOB}], {}, {}]),
    "another kind of id": _body([["gft_i2xrleszqcf3iwzm"], {}, {}]),
    "an id with a line break": _body([[JOB + "\n"], {}, {}]),
    "an id of a million letters": _body([["job_" + "a" * 5_000], {}, {}]),
    "an id with a statement in it": _body([["job_1' OR '1'='1"], {}, {}]),
    "properties that are null": _with(properties=None),
    "properties that are a string": _with(properties="x"),
    "another encoding": _with(properties={"body_encoding": "rot13"}),
}
"""What it is -> its bytes."""

WISHES: Final[dict[str, dict[str, Any]]] = {
    "in 2090": {"eta": "2090-01-01T00:00:00+00:00"},
    "in the year 99999": {"eta": "99999-01-01T00:00:00"},
    "at a time that is a list": {"eta": [1, 2]},
    "at a time that is a number": {"eta": 1e308},
    "expired long ago": {"expires": "1990-01-01T00:00:00+00:00"},
    "expires at an object": {"expires": {"a": 1}},
    "with a countdown": {"countdown": 10**9},
    "with a limit of nothing": {"timelimit": [0, 0]},
    "with a limit of a day": {"timelimit": [86400, 86400]},
    "with limits that are words": {"timelimit": ["a", "b"]},
    "with limits that are true": {"timelimit": [True, True]},
    "with a group and a chord": {"group": "g", "chord": {"task": "x"}},
    "with retries without end": {"retries": 10**12},
    "with another's id": {"id": {"a": []}},
    "with a shadow name": {"shadow": 5, "ignore_result": "x", "stamped_headers": 3},
}
"""Rings that wish for something: header -> value. The ring is heard, the wish is not."""
