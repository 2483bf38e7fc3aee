"""What is unlike all before: the menswear history and the dress."""

from __future__ import annotations

from service.decisions.next_action.unlike_before import Traits, is_unlike_all

SHIRT = Traits("menswear", ("tailoring",))
DRESS = Traits("dresses", ("fashion",))
TIE = Traits("accessories", ("tailoring",))


def test_a_dress_is_unlike_a_menswear_history() -> None:
    assert is_unlike_all(DRESS, [SHIRT, TIE], ())


def test_what_shares_a_category_or_an_interest_is_not() -> None:
    assert not is_unlike_all(TIE, [SHIRT], ())
    assert not is_unlike_all(Traits("menswear", ("hiking",)), [SHIRT], ())
    assert not is_unlike_all(DRESS, [SHIRT], ("fashion",))


def test_of_whom_nothing_is_known_nothing_is_unlike() -> None:
    assert not is_unlike_all(DRESS, [], ())
    assert not is_unlike_all(Traits("dresses", ()), [], ("tailoring",))
    assert is_unlike_all(DRESS, [], ("tailoring",))
