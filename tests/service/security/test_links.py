from __future__ import annotations

from service.security.links import is_link_token, link_token, token_hash


def test_a_token_opens_only_what_it_was_made_for() -> None:
    token = link_token("gift", "gft_a", 1)
    assert is_link_token(token, "gift", "gft_a", 1)
    assert not is_link_token(token, "gift", "gft_b", 1)
    assert not is_link_token(token, "unsubscribe", "gft_a", 1)
    assert not is_link_token("", "gift", "gft_a", 1)


def test_raising_the_version_revokes_a_link() -> None:
    assert not is_link_token(link_token("gift", "gft_a", 1), "gift", "gft_a", 2)


def test_a_token_is_43_url_safe_characters_and_can_be_made_again() -> None:
    token = link_token("gift", "gft_a", 1)
    assert len(token) == 43
    assert token == link_token("gift", "gft_a", 1)
    assert len(token_hash(token)) == 64
