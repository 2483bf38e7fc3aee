from __future__ import annotations

import pytest

from service.outreach.letters.return_path import (
    envelope_sender,
    message_id_of,
    read_message_id,
    read_return_path,
    return_path_of,
    signed_in,
)
from tests.conftest import forget_settings

ID = "msg_abcdefgh234567xy"


@pytest.fixture
def returns_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDPICKED_RETURN_PATH", "returns@bounces.fjordloom.example")
    forget_settings()


def test_a_message_id_is_the_same_each_time_and_is_known_again_however_servers_fold_it() -> None:
    written = message_id_of(ID)

    assert written == message_id_of(ID)
    assert written.startswith(f"<{ID}.") and written.endswith("@127.0.0.1>")
    assert read_message_id(written) == read_message_id(f"  {written.upper()}  ") == ID


@pytest.mark.usefixtures("returns_to")
def test_each_mail_has_an_envelope_of_its_own_that_fits_its_64_characters() -> None:
    address = return_path_of(ID)

    local, _, domain = address.rpartition("@")
    assert (local.partition("-")[0], domain, len(local) <= 64) == (f"returns+{ID}", "bounces.fjordloom.example", True)
    assert read_return_path(address) == read_return_path(f"<{address.upper()}>") == ID
    assert envelope_sender(message_id_of(ID)) == address


def test_without_an_address_for_returns_the_sender_s_own_stands_on_the_envelope() -> None:
    assert return_path_of(ID) == envelope_sender(message_id_of(ID)) == "gifts@handpicked.example"


@pytest.mark.usefixtures("returns_to")
def test_a_mail_that_is_not_to_a_person_keeps_the_sender() -> None:
    assert envelope_sender("<sign-in@handpicked.example>") == envelope_sender(None) == "gifts@handpicked.example"


def test_a_mark_that_is_not_ours_names_nothing() -> None:
    written = message_id_of(ID)
    other = written.replace(ID, "msg_abcdefgh234567xz")

    for forged in (f"<{ID}@127.0.0.1>", f"<{ID}.{'a' * 20}@127.0.0.1>", other, written.replace("@", "x@"), "", "<>"):
        assert read_message_id(forged) is None, forged


def test_a_mark_made_with_another_key_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    written = message_id_of(ID)
    monkeypatch.setenv("HANDPICKED_SECRET_KEY", "another secret, also 32 characters and more")
    forget_settings()

    assert read_message_id(written) is None


def test_several_are_read_in_their_order() -> None:
    second = "msg_zzzzzzzzzzzzzzzz"
    assert signed_in(f"{message_id_of(ID)} <x@y.example> {message_id_of(second)}") == (ID, second)


@pytest.mark.parametrize(
    "wrong", ["no address", "@bounces.example", f"{'x' * 21}@bounces.example", "a b@x.example", "ü@x"]
)
def test_an_address_for_returns_that_cannot_carry_a_mark_is_refused_at_start(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from service.config import settings
    from service.errors import SettingsError

    monkeypatch.setenv("HANDPICKED_RETURN_PATH", wrong)
    forget_settings()
    with pytest.raises(SettingsError, match="HANDPICKED_RETURN_PATH: must be the email address"):
        settings()
    monkeypatch.delenv("HANDPICKED_RETURN_PATH")
