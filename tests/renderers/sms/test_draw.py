"""Text messages: their words in seven languages, and how long they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.errors import ProofFailed
from renderers.language.translations import LOCALES
from renderers.samples.stories import SAMPLE_STORIES
from renderers.sms.draw import KINDS, MOST_PARTS, text_message
from renderers.sms.parts import Size, size_of

LINK = "https://gifts.example.com/c/7KQ4M-2XTR9"
SENDER = replace(next(iter(SAMPLE_STORIES.values())).sender, name="Nora Whitfield", company="Whitfield Packaging")


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("a" * 160, Size("gsm7", 160, 1)),
        ("a" * 161, Size("gsm7", 161, 2)),
        ("a" * 306, Size("gsm7", 306, 2)),
        ("a" * 307, Size("gsm7", 307, 3)),
        ("€" * 80, Size("gsm7", 160, 1)),
        ("a" * 152 + "€" + "a" * 10, Size("gsm7", 164, 2)),
        ("€" * 153, Size("gsm7", 306, 3)),  # an escape never ends a part: 76 fit in each
        ("č" * 70, Size("ucs2", 70, 1)),
        ("č" * 71, Size("ucs2", 71, 2)),
        ("č" * 134, Size("ucs2", 134, 2)),
        ("č" * 135, Size("ucs2", 135, 3)),
        ("🎁" * 35, Size("ucs2", 70, 1)),
        ("🎁" * 67, Size("ucs2", 134, 3)),  # nor does half a pair of surrogates: 33 fit in each
        ("it’s", Size("ucs2", 4, 1)),
    ],
)
def test_length_and_parts_as_a_network_counts_them(words: str, size: Size) -> None:
    assert size_of(words) == size


@given(st.text(st.sampled_from("aé€č🎁 \n"), max_size=400))
def test_no_part_holds_more_than_it_can_and_none_is_wasted(words: str) -> None:
    size = size_of(words)
    alone, joined = (160, 153) if size.encoding == "gsm7" else (70, 67)
    assert (size.parts == 1) == (size.units <= alone)
    assert size.parts == 1 or (size.parts - 1) * (joined - 1) < size.units <= size.parts * joined


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_names_the_giver_says_one_sentence_and_ends_with_the_link(locale: str) -> None:
    for kind in KINDS:
        message = text_message(kind, locale, SENDER, LINK)
        said, link = message.words.split("\n")
        assert (link, message.size) == (LINK, size_of(message.words))
        assert ("Nora Whitfield" in said, "Whitfield Packaging" in said) == (True, True)
        assert 1 <= message.size.parts <= MOST_PARTS
        assert message.words.count("http") == 1


def test_an_english_one_keeps_to_the_plain_alphabet() -> None:
    assert {text_message(kind, "en", SENDER, LINK).size.encoding for kind in KINDS} == {"gsm7"}
    assert text_message("invitation", "en", SENDER, LINK).size == Size("gsm7", 126, 1)


def test_one_that_would_be_too_long_leaves_the_company_out_and_is_else_refused() -> None:
    long = replace(SENDER, company="Ř" * 200)
    assert text_message("invitation", "cs", long, LINK).words.startswith("Nora Whitfield: ")
    with pytest.raises(ProofFailed, match="it may have 4"):
        text_message("invitation", "cs", replace(long, name="Ř" * 230), LINK)


@pytest.mark.parametrize("name", ["", " ", "\u200b"])
def test_a_giver_without_a_name_sends_none(name: str) -> None:
    with pytest.raises(ProofFailed):
        text_message("invitation", "en", replace(SENDER, name=name), LINK)


def test_a_name_that_looks_like_a_fault_is_a_name() -> None:
    assert text_message("reply", "en", replace(SENDER, name="Nan Null"), LINK).words.startswith("Nan Null, ")
