"""What somebody wrote themselves, in whatever way their program quotes what it answers."""

from __future__ import annotations

import pytest

from service.outreach.letters.own_words import own_words


@pytest.mark.parametrize(
    "below",
    [
        "On Mon, 23 Nov 2026 at 09:00, Nora Whitfield <gifts@handpicked.example> wrote:",
        "Dne po 23. 11. 2026 v 9:00 Nora Whitfield <gifts@handpicked.example> napsala:",
        "пн, 23 нояб. 2026 г. в 09:00, Nora Whitfield <gifts@handpicked.example> пишет:",
        "-----Original Message-----",
        "From: Nora Whitfield <gifts@handpicked.example>",
        "________________________________",
        "-- ",
    ],
)
def test_what_is_quoted_or_signed_below_is_left_out(below: str) -> None:
    assert own_words(f"When will it arrive?\n\n{below}\nhttps://gifts.example/g/gft_x/secret") == "When will it arrive?"


def test_words_that_only_look_alike_stay() -> None:
    said = "On Monday I wrote to you about it.\nFrom: my desk, with thanks"
    assert own_words(said) == said


def test_a_line_without_end_costs_no_time() -> None:
    assert len(own_words("on " + "x" * 200_000)) == 200_003
