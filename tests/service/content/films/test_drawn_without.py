"""Whoever was drawn to get the page alone is shown no film: not on the page, not in the mail, not by the film's own address."""

from __future__ import annotations

import pytest

from renderers.render import render
from service.campaigns.models import DrawnTerm
from service.content.films.film import film_part, player_of
from service.content.models import RenditionRow
from service.content.produce import ready
from service.content.stories.story import story_of
from service.db.connect import reading, transaction
from service.errors import NotFound
from service.gifting.models import RecipientGift
from service.planning.message.personal.keep import keep_line
from tests.factories import AT, make_rendition
from tests.service.content.reading import scene_now


def _drawn(kind: str | None) -> str:
    gift_id = scene_now().gifts[0].id
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        make_rendition(session, gift, "video", files={"body": {"media_type": "video/mp4", "size": 1}})
        if kind is not None:
            session.add(DrawnTerm(workspace_id=gift.workspace_id, experiment_id="xpr_1", recipient_id=gift.recipient_id,
                                  campaign_id=gift.campaign_id, kind=kind))  # fmt: skip
    return gift_id


@pytest.mark.usefixtures("database")
def test_page_mail_and_address_show_no_film_to_whoever_was_drawn_for_the_page() -> None:
    gift_id = _drawn("no_film")
    with reading() as session:
        gift = session.get_one(RecipientGift, gift_id)
        assert player_of(session, gift, ready(session, gift)) is None
        with pytest.raises(NotFound):
            film_part(session, gift, "body")
        story = story_of(session, gift)
    mail = render("mail", story).files
    assert not story.has_film
    assert all(b"#film" not in content for _, content in mail.values())


@pytest.mark.usefixtures("database")
def test_everybody_else_is_led_to_their_film() -> None:
    gift_id = _drawn(None)
    with reading() as session:
        gift = session.get_one(RecipientGift, gift_id)
        found = film_part(session, gift, "body")
        story = story_of(session, gift)
    assert found is not None and isinstance(found[0], RenditionRow)
    assert any(b"#film" in content for _, content in render("mail", story).files.values())


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("term", "line"), [("no_line", None), ("no_subject", "It was good to meet you in Oslo.")])
def test_whoever_was_drawn_for_no_line_reads_none(term: str, line: str | None) -> None:
    gift_id = _drawn(term)
    with transaction() as session:
        gift = session.get_one(RecipientGift, gift_id)
        words = "It was good to meet you in Oslo."
        keep_line(session, gift.workspace_id, gift.campaign_id, gift.recipient_id, words, AT, "typed")
    with reading() as session:
        story = story_of(session, session.get_one(RecipientGift, gift_id))
    mail = render("mail", story).files
    assert story.personal_line == line
    assert any(words.encode() in content for _, content in mail.values()) is (line is not None)


@pytest.mark.usefixtures("database")
def test_whoever_was_drawn_for_our_subject_reads_ours() -> None:
    with reading() as session:
        assert story_of(session, session.get_one(RecipientGift, _drawn("no_subject"))).subject is None
