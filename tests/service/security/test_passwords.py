from __future__ import annotations

from service.security.passwords import hash_password, is_password


def test_only_the_right_password_fits() -> None:
    hashed = hash_password("correct horse battery")
    assert is_password("correct horse battery", hashed)
    assert not is_password("wrong horse battery", hashed)


def test_nobody_has_no_password() -> None:
    assert not is_password("nobody has this password", None)
    assert not is_password("", "not a hash")
