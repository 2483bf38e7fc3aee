"""A card is whole or it is refused: one changed byte, another key, another kind, too large."""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64encode
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from service.content.card import sealed
from service.content.card.claims import LISTS, Claims, read_says, to_says
from service.content.card.sealed import BYTES_MOST, GOOD_FOR, key_id_of, read_card, require_signed, seal, to_code
from service.errors import InvalidInput
from service.recipients.postal.addresses import PLACES

TODAY = date(2026, 11, 30)
YANA = Claims({"allergen": ("nuts",), "material": ("wool",)}, "office", "3000 EUR", "Yana")
KEY = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
KEYS = {key_id_of(PUBLIC): PUBLIC}
ANY = st.builds(
    Claims,
    st.fixed_dictionaries(
        {},
        optional={
            kind: st.lists(st.sampled_from(sorted(values)), min_size=1, unique=True).map(tuple)
            for kind, values in LISTS.items()
        },
    ),
    st.none() | st.sampled_from(PLACES),
    st.none() | st.builds("{} {}".format, st.integers(1, 100_000_000), st.sampled_from(["EUR", "JPY"])),
    st.none() | st.sampled_from(["Yana", "Dr Nováková", "ヤナ", "يانا", "Zoë “Z” O’Hara"]),
)


@pytest.fixture(autouse=True)
def of_this_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealed, "own_key", lambda: KEY)


def made(claims: Claims = YANA, on: date = TODAY) -> bytes:
    return seal(claims, "https://gifts.example", on, is_invented=False)


def refusal(given: bytes, keys: dict[str, bytes] = KEYS, today: date = TODAY) -> str | None:
    try:
        require_signed(read_card(given), keys, today)
    except InvalidInput as error:
        return error.param
    return None


def changed(**fields: Any) -> bytes:
    return json.dumps({**json.loads(made()), **fields}).encode()


def signed(**fields: Any) -> bytes:
    """As a forger with a key of their own would make it, whole and signed."""
    told = {**json.loads(made()), **fields}
    del told["signature"]
    told["signature"] = urlsafe_b64encode(KEY.sign(sealed._to_sign(told))).decode()
    return json.dumps(told).encode()


@settings(max_examples=25)
@given(ANY.filter(lambda claims: bool(claims.lines())))
def test_whatever_somebody_told_comes_back_by_file_and_by_code(claims: Claims) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealed, "own_key", lambda: KEY)
        file = made(claims)
    for form in (file, to_code(file).encode(), b" \n" + to_code(file).encode() + b"\n"):
        card = read_card(form)
        require_signed(card, KEYS, TODAY)
        assert (card.claims, card.issuer, card.until) == (claims, "https://gifts.example", TODAY + GOOD_FOR)
    assert read_says(to_says(claims)) == claims
    assert len(file) <= BYTES_MOST


def test_every_single_changed_byte_of_the_file_is_told() -> None:
    file = made()
    for place in range(len(file)):
        other = file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :]
        said = refusal(other)
        is_same = _is_same(other, file)
        assert (said is None) == is_same, (place, other)


def _is_same(other: bytes, file: bytes) -> bool:
    """A blank between two fields is no part of what is said."""
    try:
        return bool(json.loads(other.strip()) == json.loads(file))
    except ValueError:
        return False


def test_every_single_changed_letter_of_the_code_is_told() -> None:
    code = to_code(made()).encode()
    for place in range(len(code)):
        other = code[:place] + (b"A" if code[place : place + 1] != b"A" else b"B") + code[place + 1 :]
        said = refusal(other)
        assert said is not None or read_card(other) == read_card(code), place


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "unreadable"),
        (b"{}", "unreadable"),
        (b"[1]", "unreadable"),
        (b'"HPC1."', "unreadable"),
        (b"\xff\xfe", "unreadable"),
        (b"[" * 5000, "unreadable"),
        (b"x" * (BYTES_MOST + 1), "unreadable"),
        (b"HPC1.", "unreadable"),
        (b"HPC1." + urlsafe_b64encode(zlib.compress(b"0" * 10_000_000, 9))[:4000], "unreadable"),
    ],
)
def test_what_is_no_card_is_refused(given: bytes, said: str) -> None:
    assert refusal(given) == said


@pytest.mark.parametrize(
    ("fields", "by_changing", "by_signing"),
    [
        ({"says": {"allergen": ["milk"]}}, "changed", None),
        ({"says": {"allergen": ["moonlight"]}}, "unreadable", "unreadable"),
        ({"says": {"diet": ["none"]}}, "unreadable", "unreadable"),
        ({"says": {"diet": ["withheld"]}}, "unreadable", "unreadable"),
        ({"says": {"adult": ["yes"]}}, "unreadable", "unreadable"),
        ({"says": {}}, "unreadable", "unreadable"),
        ({"says": {"allergen": "nuts"}}, "unreadable", "unreadable"),
        ({"says": {"limit": "0 EUR"}}, "unreadable", "unreadable"),
        ({"says": {"limit": 3000}}, "unreadable", "unreadable"),
        ({"says": {"place": "moon"}}, "unreadable", "unreadable"),
        ({"says": {"called": "x" * 81}}, "unreadable", "unreadable"),
        ({"says": {"called": "Ya\u202ena"}}, "unreadable", "unreadable"),
        ({"key": "0000000000000000"}, "forged", "forged"),
        ({"until": "2030-11-30"}, "changed", "over"),
        ({"until": "soon"}, "unreadable", "unreadable"),
        ({"version": 2}, "later", "later"),
        ({"version": True}, "unreadable", "unreadable"),
        ({"type": "coupon"}, "unreadable", "unreadable"),
        ({"sandbox": 0}, "unreadable", "unreadable"),
        ({"more": 1}, "unreadable", "unreadable"),
        ({"signature": "AAAA"}, "changed", None),
        ({"signature": "é"}, "unreadable", None),
    ],
)
def test_a_changed_card_is_refused_and_a_signed_one_says_only_what_we_know(
    fields: dict[str, Any], by_changing: str, by_signing: str | None
) -> None:
    assert (refusal(changed(**fields)), refusal(signed(**fields))) == (by_changing, by_signing)


def test_two_fields_of_one_name_are_no_card() -> None:
    assert refusal(made().replace(b'"sandbox"', b'"key": "0", "sandbox"', 1)) == "unreadable"


def test_a_card_of_another_key_and_one_under_a_key_that_only_looks_like_it_are_forged_or_changed() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"2" * 32).public_key().public_bytes_raw()
    assert refusal(made(), {key_id_of(other): other}) == "forged"
    assert refusal(made(), {key_id_of(PUBLIC): other}) == "changed"
    assert refusal(made(), {key_id_of(PUBLIC): b"short"}) == "changed"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (TODAY - timedelta(days=2), "over"),
        (TODAY - timedelta(days=1), None),
        (TODAY + GOOD_FOR, None),
        (TODAY + GOOD_FOR + timedelta(days=1), "over"),
    ],
)
def test_a_card_counts_for_a_year(today: date, said: str | None) -> None:
    assert refusal(made(), today=today) == said


def test_there_is_no_card_that_says_nothing() -> None:
    with pytest.raises(InvalidInput) as refused:
        made(Claims())
    assert refused.value.param == "empty"
