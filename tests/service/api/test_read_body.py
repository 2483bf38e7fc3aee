"""Every kind of bad input is told with its place, and nothing is half done."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from service.api.ids import example_of, kind_in_path
from service.api.problem import CODES
from service.app.api.register import endpoints
from service.db.connect import reading, transaction
from service.recipients.models import Account
from tests.scripts import Script, sandbox_script

GOOD = {"name": "Vltava Robotics", "country": "CZ"}


@pytest.fixture
def script(database: str) -> Script:
    with transaction() as session:
        return sandbox_script(session)[1]


@pytest.fixture
def any_script(any_database: str) -> Script:
    with transaction() as session:
        return sandbox_script(session)[1]


def send(script: Script, raw: bytes, media: str = "application/json") -> Any:
    return script.client.post("/v1/accounts", data=raw, headers=script.headers, content_type=media)


@pytest.mark.parametrize(
    ("body", "code", "param"),
    [
        ({**GOOD, "colour": "red"}, "unknown_field", "colour"),
        ({"country": "CZ"}, "missing_field", "name"),
        ({**GOOD, "name": 7}, "wrong_type", "name"),
        ({**GOOD, "name": None}, "wrong_type", "name"),
        ({**GOOD, "name": ["Vltava"]}, "wrong_type", "name"),
        ({**GOOD, "name": ""}, "value_out_of_range", "name"),
        ({**GOOD, "name": "\u200b\x00"}, "value_out_of_range", "name"),
        ({**GOOD, "name": "x" * 201}, "value_out_of_range", "name"),
        ({**GOOD, "country": "Czechia"}, "invalid_input", "country"),
        ({**GOOD, "value": "huge"}, "unknown_value", "value"),
    ],
)
def test_a_wrong_field_is_named(script: Script, body: Any, code: str, param: str) -> None:
    answer = script.post("/accounts", body)
    told = answer.get_json()
    assert (answer.status_code, told["code"], told["param"]) == (CODES[code][0], code, param)
    assert told["title"].endswith(".")
    assert "Vltava" not in answer.get_data(as_text=True)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0


def test_every_fault_of_a_body_is_told_at_once(script: Script) -> None:
    told = script.post("/accounts", {"country": 7, "colour": "red"}).get_json()
    assert [(one["code"], one["param"]) for one in told["errors"]] == [
        ("missing_field", "name"),
        ("wrong_type", "country"),
        ("unknown_field", "colour"),
    ]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "The body isn’t JSON at line 1, column 1."),
        (b"{", "The body isn’t JSON at line 1, column 2."),
        (b"[]", "The body isn’t a JSON object."),
        (b'{"name": NaN}', "NaN is no JSON value."),
        (b'{"name": 1e999}', "The body holds a number that is too large."),
        (b'{"name": ' + b"9" * 5000 + b"}", "The body holds a number that is too long."),
        (b'{"name": "a", "name": "b"}', "The field name is there twice."),
        (b'{"name": "\xff"}', "The body isn’t UTF-8 at byte 10."),
        (b"[" * 100_000, "Lists and objects lie in each other more than 12 deep at character 12."),
        (b'{"a":' * 40_000, "Lists and objects lie in each other more than 12 deep at character 60."),
    ],
)
def test_what_is_no_json_says_where(script: Script, raw: bytes, sentence: str) -> None:
    answer = send(script, raw)
    assert (answer.status_code, answer.get_json()["code"], answer.get_json()["title"]) == (400, "not_json", sentence)


def test_five_megabytes_of_nesting_are_too_large_before_anything_reads_them(script: Script) -> None:
    answer = send(script, b"[" * 5_000_000)
    assert (answer.status_code, answer.get_json()["code"]) == (413, "body_too_large")


def test_a_body_is_json_whatever_curl_calls_it_and_nothing_else(script: Script) -> None:
    raw = b'{"name": "Vltava Robotics", "country": "CZ"}'
    assert send(script, raw, "application/x-www-form-urlencoded").status_code == 201
    assert send(script, raw, "text/xml").get_json()["code"] == "unsupported_media_type"


def test_an_unknown_parameter_and_one_that_is_there_twice_are_refused(script: Script) -> None:
    assert script.get("/accounts", colour="red").get_json()["param"] == "colour"
    assert script.client.get("/v1/accounts?limit=5&limit=6", headers=script.headers).get_json()["code"] == "wrong_type"
    assert script.get("/accounts", limit="many").get_json()["code"] == "wrong_type"
    assert script.get("/accounts", limit="0").get_json()["code"] == "value_out_of_range"
    assert script.post("/accounts?limit=5", GOOD).get_json()["code"] == "unknown_field"


NASTY = {
    "5 MB of nesting": b"[" * 5_000_000,
    "8 MB of nesting in objects": b'{"a":' * 1_600_000,
    "nesting in a field that there is not": b'{"x": ' + b"[" * 13 + b"]" * 13 + b"}",
    "a number that is none": b'{"name": -Infinity}',
    "a whole number of a thousand figures": b'{"size": ' + b"9" * 1_000 + b"}",
    "names that are there twice, deep down": b'{"a": [{"b": 1, "b": 2}]}',
    "half a sign as a name": b'{"\\ud800": 1}',
    "NUL as a name": b'{"\\u0000": 1}',
    "another encoding": '{"name": "é"}'.encode("utf-16"),
    "a byte order mark": b'\xef\xbb\xbf{"name": "x"}',
    "two documents": b"{} {}",
    "a text": b'"name"',
    "nothing in JSON": b"null",
}


@pytest.mark.parametrize("kind", NASTY)
def test_what_nobody_should_send_is_refused_with_a_problem(script: Script, kind: str) -> None:
    """Each kind at every fifth address, beginning with another one, so that no address is left out."""
    writing = [one for one in endpoints() if one.method != "GET"]
    for one in writing[list(NASTY).index(kind) % 5 :: 5]:
        path = re.sub(r"{([a-z_]+)}", lambda named: example_of(kind_in_path(named[1])), one.path)
        answer = script.client.open(
            f"/v1{path}", method=one.method, data=NASTY[kind], headers=script.headers, content_type="application/json"
        )
        assert answer.mimetype == "application/problem+json", one.name
        assert answer.status_code in (400, 404, 413, 422), (one.name, answer.get_json())
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0


TEXTS = (
        "\\u0000", "\\ud800", "\\udc00\\ud800", "\\u202e", "\\uffff", "\\u0000x\\u0000", "x\\ud800", "\\ud83d\\ude00",
        "a" + "\\u0301" * 30, "\\u2028x", "' OR 1=1 --", "%00", "{{7*7}}",
)  # fmt: skip


def test_a_text_is_kept_as_it_is_read_and_found_again(any_script: Script) -> None:
    """Half signs, NUL and what turns text round: on both databases."""
    for number, text in enumerate(TEXTS):
        raw = f'{{"name": "Vltava {number} {text}", "country": "CZ", "external_id": "crm {number} {text}"}}'.encode()
        made = send(any_script, raw)
        assert made.status_code == 201, made.get_json()
        told = made.get_json()
        assert any_script.get("/accounts", external_id=told["external_id"]).get_json()["data"] == [told]
        again = send(any_script, raw)
        assert (again.get_json(), again.headers["Idempotent-Replayed"]) == (told, "true")


@pytest.mark.parametrize("size", [1.0, 1.5, True, "1", -1, 0, 100_001, 10**30, [1], {"a": 1}])
def test_a_number_is_a_whole_number_in_its_bounds(script: Script, size: Any) -> None:
    told = script.post(f"/campaigns/{example_of('campaign')}/launch", {"size": size})
    assert told.status_code == 422, told.get_json()
    assert (told.get_json()["code"], told.get_json()["param"]) in {
        ("wrong_type", "size"),
        ("value_out_of_range", "size"),
    }
