"""What a browser answers: read or refused, and of many at once one counts."""

from __future__ import annotations

import json
from functools import partial

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as some
from sqlalchemy import update

from service.db.base import utc_now
from service.db.connect import transaction
from service.errors import InvalidInput
from service.networks import NOWHERE
from service.workspaces.factors.passkeys import bring_passkey, challenges
from service.workspaces.factors.passkeys.bring_passkey import check_passkey
from service.workspaces.factors.passkeys.own_passkeys import ANSWER_MOST, read_answer
from service.workspaces.models import SpentChallenge
from tests.races import all_at_once
from tests.service.workspaces.factors.passkeys.authenticator import Device
from tests.service.workspaces.factors.passkeys.scene import asked_of, with_passkey


@pytest.mark.parametrize("answer", ["", "[]", "null", "{", '"x"', "[" * 5000, "x" * (ANSWER_MOST + 1), '{"rawId": 7}'])
def test_an_answer_that_is_none_has_a_sentence(answer: str) -> None:
    with_passkey()
    with pytest.raises(InvalidInput, match="can’t be read"):
        check_passkey(answer, {"challenge": "x", "user_verification": "required"}, NOWHERE, utc_now())


@trying(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.data())
def test_no_broken_answer_is_worse_than_a_refusal(data: some.DataObject) -> None:
    """Any field of a true answer in any other bytes or type: read or refused, never a fault of ours."""
    device = Device()
    options, _ = asked_of()
    parsed = json.loads(device.sign(options))
    field = data.draw(some.sampled_from(["rawId", "id", "type", "response", *parsed["response"]]))
    odd = data.draw(
        some.one_of(some.none(), some.integers(), some.text(max_size=40), some.lists(some.integers(), max_size=3))
    )
    (parsed["response"] if field in parsed["response"] else parsed)[field] = odd
    try:
        read_answer(json.dumps(parsed), bring_passkey._read)
    except InvalidInput as refused:
        assert refused.sentence


def at_once() -> int:
    _, device, _ = with_passkey(counts=False)
    options, state = asked_of()
    answer, won = device.sign(options), list[str]()

    def act(at: int) -> None:
        try:
            won.append(check_passkey(answer, state, NOWHERE, utc_now()).id)
        except InvalidInput:
            return

    all_at_once([partial(act, number) for number in range(4)])
    return len(won)


def test_of_four_who_bring_the_same_answer_at_once_one_is_let_in(any_database: str) -> None:
    assert at_once() == 1


def test_control_where_challenges_are_not_spent_all_four_are(
    any_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bring_passkey, "spend_challenge", lambda *_: None)
    assert at_once() == 4


def test_what_was_signed_is_forgotten_after_an_hour() -> None:
    with_passkey()
    assert challenges.forget_spent(utc_now()) == 0
    with transaction() as session:
        session.execute(update(SpentChallenge).values(spent_at=utc_now() - challenges.KEPT))
    assert challenges.forget_spent(utc_now()) == 1
