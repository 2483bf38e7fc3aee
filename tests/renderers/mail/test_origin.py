"""The first mail says in one sentence where the address came from, why, and how to object; a later one does not say it again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from renderers.context import Origin, Story
from renderers.mail.draw import draw
from renderers.mail.question import question_mail
from renderers.mail.reminder import reminder_mail
from renderers.render import input_hash
from renderers.samples.stories import SAMPLE_STORIES
from tests.renderers.mail.parts import file

JANA = replace(SAMPLE_STORIES["jana"], origin=Origin("customer", "Spring fair, stand 7"))
SAID = (
    "Your address comes from Fjord & Loom AS (Spring fair, stand 7), which writes to you because your company is its customer "
    "or partner; to object, use the last link below."
)


def test_both_first_mails_say_it_in_text_and_html() -> None:
    for mail in (draw(JANA), question_mail(JANA)):
        assert SAID in file(mail, "text")
        assert "Spring fair, stand 7" in file(mail, "body")


def test_the_last_link_is_the_one_to_object_with() -> None:
    text, html = file(draw(JANA), "text"), file(draw(JANA), "body")
    assert text.rstrip().endswith(JANA.links.unsubscribe)
    assert html.rindex(JANA.links.unsubscribe) > max(html.rindex('/privacy"'), html.rindex("/preferences"))


def test_a_reminder_does_not_say_it_again() -> None:
    assert SAID not in file(reminder_mail(JANA), "text")


@pytest.mark.parametrize("story", SAMPLE_STORIES.values(), ids=SAMPLE_STORIES)
@pytest.mark.parametrize("basis", ["customer", "agreed", "unsaid"])
@pytest.mark.parametrize("source", [None, "Messe Köln – Halle 7"])
def test_it_is_whole_for_every_reader(story: Story, basis: str, source: str | None) -> None:
    text = file(draw(replace(story, origin=Origin(basis, source))), "text")
    assert story.sender.company in text
    assert source is None or source in text


def test_only_a_mail_is_drawn_again_for_it() -> None:
    other = replace(JANA, origin=Origin("agreed", None))
    same = {
        kind: input_hash(kind, JANA) == input_hash(kind, other) for kind in ("microsite", "statement", "video", "mail")
    }
    assert same == {"microsite": True, "statement": True, "video": True, "mail": False}
