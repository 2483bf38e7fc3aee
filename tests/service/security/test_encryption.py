from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from service.security.encryption import address_hash, decrypt, encrypt


@given(st.text())
def test_what_was_encrypted_comes_back_the_same(text: str) -> None:
    assert decrypt(encrypt(text)) == text


def test_the_same_text_never_gives_the_same_bytes() -> None:
    assert encrypt("Jana") != encrypt("Jana")


def test_the_text_cannot_be_read_from_the_bytes() -> None:
    assert b"Jana" not in encrypt("Jana Nova")


def test_a_changed_byte_is_noticed() -> None:
    sealed = bytearray(encrypt("Jana"))
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        decrypt(bytes(sealed))


def test_one_address_has_one_hash_however_it_is_written() -> None:
    assert address_hash(" Jana@Example.com ") == address_hash("jana@example.com")
    assert address_hash("jana@example.com") != address_hash("jan@example.com")
