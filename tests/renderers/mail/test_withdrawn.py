"""The mail to somebody who said yes and whose gift was cancelled: why, in their language, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from renderers.context import CancelReason
from renderers.language.translations import LOCALES, framed
from renderers.mail.withdrawn import withdrawn_mail
from renderers.samples.stories import SAMPLE_STORIES
from service.gifting.cancel import READ_REASONS

JANA = SAMPLE_STORIES["jana"]


@pytest.mark.parametrize("locale", LOCALES)
def test_each_reason_is_told_in_each_language_without_the_gift_and_without_a_button(locale: str) -> None:
    story = replace(JANA, person=replace(JANA.person, locale=locale))
    seen = set()
    for reason in get_args(CancelReason):
        mail = withdrawn_mail(story, reason)
        told = framed(locale, f"mail.withdrawn.{reason}", name=story.sender.name, company=story.sender.company)
        text = mail.files["text"][1].decode()
        assert told in text
        assert JANA.gift.name not in mail.text
        assert story.links.personal not in text
        seen.add(told)
    assert len(seen) == 4


def test_what_can_be_chosen_is_what_can_be_read() -> None:
    assert get_args(CancelReason) == READ_REASONS
