from __future__ import annotations

import pytest

from service.outreach.sending.smtp_answers import Meaning, Stage, meaning

ANSWERS: list[tuple[Stage, str, Meaning]] = [
    ("connect", "421 too busy", "away"),
    ("connect", "554 5.7.1 you are on a list", "ours"),
    ("sign_in", "535 5.7.8 wrong password", "ours"),
    ("sign_in", "534 5.7.9 application password wanted", "ours"),
    ("sign_in", "432 4.7.12 password has to change", "ours"),
    ("sign_in", "454 4.7.0 try later", "away"),
    ("sender", "250 2.1.0 OK", "taken"),
    ("sender", "550 5.1.8 no such domain", "ours"),
    ("sender", "553 5.7.1 not yours", "ours"),
    ("sender", "530 5.7.0 sign in first", "ours"),
    ("sender", "501 syntax", "ours"),
    ("sender", "451 4.3.0 later", "away"),
    ("sender", "421 closing", "away"),
    ("recipient", "251 forwarded", "taken"),
    ("recipient", "550 5.1.1 no such user", "refused"),
    ("recipient", "550 5.1.10 null MX", "refused"),
    ("recipient", "550 no", "refused"),
    ("recipient", "551 gone", "refused"),
    ("recipient", "552 5.2.2 full", "refused"),
    ("recipient", "550 5.5.0 mailbox unavailable", "refused"),
    ("recipient", "550 5.4.1 no such host", "refused"),
    ("recipient", "550 5.7.13 account disabled", "refused"),
    ("recipient", "550 5.7.133 only from inside", "refused"),
    ("recipient", "450 4.2.1 busy", "later"),
    ("recipient", "452 4.2.2 full", "later"),
    ("recipient", "451 greylisted", "later"),
    ("recipient", "450 4.7.1 greylisted", "ours"),
    ("recipient", "421 4.7.0 unusual rate", "ours"),
    ("recipient", "421 closing", "away"),
    ("recipient", "530 5.7.0 sign in first", "ours"),
    ("recipient", "554 5.7.1 relay access denied", "ours"),
    ("recipient", "550 5.1.8 bad sender", "ours"),
    ("recipient", "501 5.1.3 bad address", "refused"),
    ("text", "250 2.0.0 queued", "taken"),
    ("text", "550 no", "refused"),
    ("text", "451 4.7.24 SPF", "ours"),
    ("text", "550 5.7.1 content", "ours"),
    *(("text", f"550 5.7.{detail} unauthenticated", "ours") for detail in (20, 23, 25, 26, 27, 28, 29, 509, 515)),
    ("text", "552 5.3.4 too big", "not_accepted"),
    ("text", "554 5.6.0 what is this", "not_accepted"),
    ("text", "450 4.2.0 later", "later"),
    ("recipient", "550 #5.7.1 rejected", "ours"),
    ("recipient", "550 #5.1.0 rejected", "refused"),
    ("text", "554 [5.7.26] unauthenticated", "ours"),
    ("text", "550 sorry, it failed SPF (#5.7.26)", "ours"),
    ("recipient", "553 sorry, no mailbox here by that name (#5.1.1)", "refused"),
    ("recipient", "451 sorry, full (#4.2.2)", "later"),
    ("recipient", "501 malformed address", "refused"),
    ("recipient", "501 5.5.4 bad address syntax", "refused"),
    ("recipient", "501 5.7.1 not from you", "ours"),
    ("sender", "550 5.4.5 daily quota exceeded", "ours"),
    ("recipient", "550 5.4.5 daily quota exceeded", "ours"),
    ("text", "550 5.4.5 daily quota exceeded", "ours"),
    ("text", "554 5.4.6 hop count", "not_accepted"),
    ("text", "554 transaction failed", "not_accepted"),
    ("text", "554 5.0.0 transaction failed", "not_accepted"),
    ("recipient", "554 no", "refused"),
    ("recipient", "999 nonsense", "away"),
    ("recipient", "550 5.1.1", "refused"),
    ("recipient", "550 5.71 is no enhanced code", "refused"),
]


@pytest.mark.parametrize(("stage", "answer", "means"), ANSWERS)
def test_an_answer_is_told_by_its_codes(stage: Stage, answer: str, means: Meaning) -> None:
    code, _, text = answer.partition(" ")
    assert (meaning(stage, int(code), text), meaning(stage, int(code), text.encode())) == (means, means)


def test_its_words_are_not_read() -> None:
    assert meaning("text", 550, "refused for SPF 5.7.26, DKIM and DMARC") == "refused"
