"""What somebody agreed to can be quoted for ever: a numbered sentence never changes, in any language."""

from __future__ import annotations

import hashlib

import pytest

from renderers.language.translations import text
from service.recipients.consents.wordings import WORDINGS, version_of
from tests.service.recipients.consents.pinned import PINNED

LANGUAGES = ("ar", "cs", "en", "is", "ja", "ro", "ru")


def words(wording: str) -> str:
    """The sentence in all languages; a name and a day stand for those that it is told with."""
    said = [text(one, WORDINGS[wording], company="Nordlys", day="4 January 2027") for one in LANGUAGES]
    return hashlib.blake2b("\n".join(said).encode(), digest_size=8).hexdigest()


@pytest.mark.parametrize("wording", sorted(WORDINGS))
def test_a_numbered_wording_keeps_its_words_in_every_language(wording: str) -> None:
    assert words(wording) == PINNED[wording], (
        f"The words of {wording} have changed: people agreed to the old ones. Keep them under their key, and give the new ones "
        "another key and the next number."
    )


def test_every_pinned_wording_can_still_be_quoted() -> None:
    assert WORDINGS.keys() == PINNED.keys()
    assert {version_of(wording) for wording in WORDINGS} == {1}
    assert text("en", WORDINGS["food.1"]) == (
        "By answering, you agree that we keep what you avoid, only so that no gift is unsafe for you. "
        "You can take this back at any time under “What we know about you”."
    )


def test_other_words_in_one_language_alone_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = text
    monkeypatch.setattr(
        f"{__name__}.text", lambda locale, key, **given: ours(locale, key, **given) + ("!" if locale == "is" else "")
    )
    assert words("food.1") != PINNED["food.1"]
