from __future__ import annotations

from service.decisions.values import Reason
from service.gifting.hold import REASONS
from service.planning.labels import CHOSEN_AGAIN, GONE, HOLDS, UNMATCHED, WANTS_NONE


def test_who_asked_for_no_gifts_is_not_said_to_be_kept_from_them_by_their_company_alone() -> None:
    """One code stands for a company's rule and for a person who unsubscribed: the words are true of both."""
    assert UNMATCHED["policy_blocked"] == (
        "No gift for them",
        "Their company doesn’t accept gifts like these, or they asked for none. You can’t change this.",
    )
    assert HOLDS["policy_blocked"] == (
        "No gift for them",
        "Their company’s rules don’t allow it, or they want no gifts. You can’t change this.",
    )


def test_every_hold_has_its_words_and_no_words_stand_for_nothing() -> None:
    assert set(HOLDS) == REASONS | {CHOSEN_AGAIN}
    assert set(UNMATCHED) - {WANTS_NONE, GONE} <= {reason.value for reason in Reason}
