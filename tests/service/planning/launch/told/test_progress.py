"""How far a launch is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign
from service.db import page
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.planning.launch.told.progress import as_figures, launched_people, read_progress
from service.recipients.models import Recipient
from service.security.ids import new_id
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_gift,
    make_job,
    make_product,
    make_recipient,
    make_rendition,
    make_workspace,
)
from tests.statements import loaded, sent

pytestmark = pytest.mark.usefixtures("database")
WHOLE = ("microsite", "statement", "video", "mail")


def _gift(session: Session, campaign: Campaign, **values: object) -> RecipientGift:
    account = make_account(session, campaign.workspace_id, new_id("company"))
    recipient = make_recipient(session, account)
    join(session, campaign, recipient)
    return make_gift(session, campaign, recipient, make_product(session, campaign.workspace_id), **values)


def _draw(session: Session, gift: RecipientGift, kinds: tuple[str, ...], version: int = 1) -> None:
    for kind in kinds:
        seconds = 2.0 if kind == "video" else 0.5
        make_rendition(session, gift, kind, content_version=version, seconds=seconds)
        make_job(
            session, f"content.{kind}", gift.id, version=version, campaign_id=gift.campaign_id, state="done",
            started_at=AT, finished_at=AT,
        )  # fmt: skip


@pytest.fixture
def campaign() -> Campaign:
    """One whole set, one whose page is drawn and whose film failed, one redrawn and not ready again, one only planned."""
    with transaction() as session:
        made = make_campaign(session, make_workspace(session).id, status="running")
        whole, half, redrawn = (
            _gift(session, made, status="created", launched_at=AT, wave=1, **values)
            for values in ({}, {}, {"content_version": 2})
        )
        _draw(session, whole, WHOLE)
        _draw(session, half, ("microsite",))
        make_job(session, "content.video", half.id, campaign_id=made.id, state="dead", last_error_type="proof_failed")
        _draw(session, redrawn, WHOLE, version=1)
        make_job(session, "content.microsite", redrawn.id, version=2, campaign_id=made.id, state="running")
        _gift(session, made)
        _gift(session, made, status="canceled", launched_at=AT)
    return made


def test_a_set_is_ready_when_every_kind_of_its_present_version_is_drawn(campaign: Campaign) -> None:
    with reading() as session:
        now = read_progress(session, campaign, AT)
    assert (now.launched, now.sets_ready, now.to_launch, now.failed, now.is_busy) == (3, 1, 1, 1, True)
    assert now.verdict == "1 of 3 sets are complete."
    film = next(kind for kind in now.kinds if kind.key == "video")
    assert (film.waiting, film.in_hand, film.ready, film.failed, film.seconds) == (0, 0, 2, 1, 2.0)


def test_the_pages_figures_are_named_by_their_place(campaign: Campaign) -> None:
    with reading() as session:
        figures = as_figures(read_progress(session, campaign, AT))
    assert {name: figures[name] for name in ("busy", "ready", "launched", "share", "video.failed")} == {
        "busy": True,
        "ready": "1",
        "launched": "3",
        "share": "33.33",
        "video.failed": "1",
    }


def test_the_verdict_follows_the_work(campaign: Campaign) -> None:
    with transaction() as session:
        fresh = make_campaign(session, campaign.workspace_id, status="approved")
        assert read_progress(session, fresh, AT).verdict == "Nobody has been launched yet."
        make_job(session, "planning.launch", fresh.id, campaign_id=fresh.id)
        assert read_progress(session, fresh, AT).verdict.startswith("Stock and money are being set aside")
        done = make_campaign(session, campaign.workspace_id, status="running")
        _draw(session, _gift(session, done, status="notified", launched_at=AT), WHOLE)
        assert read_progress(session, done, AT).verdict == "The set is complete."
        _gift(session, done, status="created", launched_at=AT)
        assert (
            read_progress(session, done, AT).verdict == "1 of 2 sets are complete. Nothing is being made for the rest."
        )


def test_after_an_erasure_nothing_is_missing_and_a_rest_is_said_to_be_what_it_is(campaign: Campaign) -> None:
    with transaction() as session:
        made = make_campaign(session, campaign.workspace_id, status="running")
        _draw(session, _gift(session, made, status="notified", launched_at=AT), WHOLE)
        erased = _gift(session, made, status="accepted", launched_at=AT)
        session.get_one(Recipient, erased.recipient_id).erased_at = AT
        session.flush()
        assert read_progress(session, made, AT).verdict == "The set is complete."
        _gift(session, made, status="opened", launched_at=AT, hold_reason="font_missing")
        held = "1 of 2 sets are complete. Some of the rest are on hold; see the reasons below."
        assert read_progress(session, made, AT).verdict == held
        failed = _gift(session, made, status="created", launched_at=AT)
        make_job(session, "content.video", failed.id, campaign_id=made.id, state="dead", finished_at=AT)
        dead = "1 of 3 sets are complete. Some of the rest failed; ops can run them again."
        assert read_progress(session, made, AT).verdict == dead


def test_launched_people_show_what_is_drawn_for_them(campaign: Campaign) -> None:
    with reading() as session:
        page = launched_people(session, campaign, None)
    assert page.total == 3
    assert sorted((len(line.kinds), line.state[1]) for line in page.items) == [
        (0, "Being made"),
        (1, "Being made"),
        (4, "Being made"),
    ]


def test_where_films_are_drawn_when_played_a_set_is_whole_with_its_poster_and_played_films_are_counted_beside_it(
    database: str,
) -> None:
    assert database
    with transaction() as session:
        made = make_campaign(session, make_workspace(session).id, status="running", films="opened")
        waiting, played = (_gift(session, made, status="notified", launched_at=AT) for _ in range(2))
        _draw(session, waiting, ("microsite", "statement", "poster", "mail"))
        before = read_progress(session, made, AT)
        _draw(session, played, ("microsite", "statement", "poster", "mail", "video"))
        after = read_progress(session, made, AT)

    assert (before.launched, before.sets_ready, after.sets_ready) == (2, 1, 2)
    assert [kind.key for kind in before.kinds] == ["microsite", "statement", "poster", "mail"]
    assert [(kind.key, kind.ready) for kind in after.kinds] == [
        ("microsite", 2),
        ("statement", 2),
        ("poster", 2),
        ("video", 1),
        ("mail", 2),
    ]


def test_a_look_at_the_launch_counts_and_lists_nobody(campaign: Campaign) -> None:
    with reading() as session, sent() as statements:
        read_progress(session, campaign, AT)
    of_gifts = [statement for statement in statements if re.search(r"FROM gift\b", statement)]
    assert of_gifts
    assert all("count(" in statement for statement in of_gifts)


def test_of_those_launched_only_the_page_is_loaded(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "SIZE", 2)
    with reading() as session, loaded(RecipientGift) as gifts:
        shown = launched_people(session, campaign, None)
    assert (len(shown.items), shown.total, len(gifts)) == (2, 3, 2)
