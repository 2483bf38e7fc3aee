from __future__ import annotations

import pytest

from service.outreach.returns.codes import outcome_of, spoken_codes


@pytest.mark.parametrize(
    ("action", "status", "diagnosis", "outcome"),
    [
        ("failed", "5.1.1", "smtp; 550 5.1.1 User unknown", ("hard_bounce", "5.1.1")),
        ("failed", "5.1.10", "", ("hard_bounce", "5.1.10")),
        ("failed", "5.2.1", "smtp; 550 5.2.1 disabled", ("hard_bounce", "5.2.1")),
        ("failed", "5.0.0", "smtp; 550 5.1.1 no such user", ("hard_bounce", "5.1.1")),
        ("failed", "5.1.1 (bad mailbox)", "", ("hard_bounce", "5.1.1")),
        # A policy, a full mailbox, a large mail, a loop: the address is not at fault.
        ("failed", "5.7.1", "smtp; 554 5.7.1 blocked", ("refused", "5.7.1")),
        ("failed", "5.1.1", "smtp; 550 5.7.1 policy", ("refused", "5.7.1")),
        ("failed", "5.3.4", "", ("refused", "5.3.4")),
        ("failed", "5.0.0", "smtp; 550 Rejected", ("refused", "5.0.0")),
        ("failed", "5.1.0", "", ("refused", "5.1.0")),
        ("failed", "5.2.2", "smtp; 552 5.2.2 over quota", ("soft_bounce", "5.2.2")),
        ("failed", "4.2.2", "", ("soft_bounce", "4.2.2")),
        ("failed", "4.4.7", "smtp; 450 4.1.1 greylisted", ("soft_bounce", "4.4.7")),
        # Ours: our sender, our SPF, DKIM and DMARC.
        ("failed", "5.7.26", "smtp; 550 5.7.26 unauthenticated", ("soft_bounce", "5.7.26")),
        ("failed", "5.7.515", "", ("soft_bounce", "5.7.515")),
        ("failed", "5.1.8", "", ("soft_bounce", "5.1.8")),
        ("delayed", "4.4.1", "", ("delayed", "4.4.1")),
        ("delayed", "5.1.1", "", ("delayed", "5.1.1")),
        ("delivered", "2.0.0", "", ("delivered", "2.0.0")),
        # Taken further, spread to a list, or contradicting itself: nothing is known.
        ("relayed", "2.0.0", "", None),
        ("expanded", "2.0.0", "", None),
        ("delivered", "5.1.1", "", None),
        ("failed", "2.1.5", "", None),
        ("failed", "", "smtp; 550 5.1.1", None),
        ("failed", "551.1", "", None),
        ("", "5.1.1", "", None),
    ],
)
def test_a_report_s_codes_say_what_became_of_a_mail(
    action: str, status: str, diagnosis: str, outcome: tuple[str, str] | None
) -> None:
    assert outcome_of(action, status, diagnosis) == outcome


def test_codes_in_a_server_s_words_stand_as_codes_do() -> None:
    text = "550 5.1.1 <x>: unknown\n550-5.2.1 off (#5.1.10) status: 5.7.1, Exim 4.94.2, from 10.5.1.1, 5.1.6 alone"
    assert spoken_codes(text) == ("5.1.1", "5.2.1", "5.1.10", "5.7.1")
