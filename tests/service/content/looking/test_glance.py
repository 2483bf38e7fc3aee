from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Connection, literal, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from service.content.looking.glance import glance_at
from service.db.connect import engine, glancing, glimpsing, transaction
from service.db.writing.prepared import Bare, Prepared
from service.gifting.models import RecipientGift
from service.recipients.asking.put import put_question
from tests.factories import AT, make_rendition
from tests.service.gifting.scene import set_scene
from tests.statements import sent


def test_a_glance_reads_gift_campaign_and_person_in_one_statement(any_database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        put_question(session, scene.people[0], gift.id, "taste", AT)
        make_rendition(session, gift, "microsite", content_version=gift.content_version, input_hash="a" * 64, files={})
        make_rendition(session, gift, "poster", content_version=gift.content_version + 1, input_hash="b" * 64, files={})
    with glancing() as connection, sent() as statements:
        seen = glance_at(connection, gift.id, AT.date())
        assert glance_at(connection, "gft_none", AT.date()) is None

    assert len(statements) == 2
    assert seen is not None
    now, campaign = seen.gift, seen.campaign
    assert (now.id, now.status, now.price_minor, now.is_reserved) == (gift.id, "created", 4400, True)
    assert (now.created_at, now.undo_until, now.is_chosen_again) == (gift.created_at, None, False)
    assert (campaign.status, campaign.expires_at) == ("running", scene.campaign.expires_at)
    assert (seen.company, seen.erased_at, seen.locale) == (
        scene.campaign.sender["company"],
        None,
        scene.people[0].locale,
    )
    assert (seen.beside.standing, seen.beside.in_doubt, seen.beside.address_known) == ("taste", False, False)
    assert (seen.asked_at, seen.question_days) == (None, None)
    assert seen.drawn == {"microsite": "a" * 64}
    assert (seen.has_no_film, seen.is_film_refused, seen.has_offers) == (False, False, False)


def test_a_glimpse_gives_back_what_it_borrows_also_where_its_statement_fails(any_database: str) -> None:
    plain = Prepared(lambda _dialect: select(literal(1).label("one")))
    strange = Prepared(lambda _dialect: text("SELECT nothing FROM nowhere"))
    lent = engine().pool
    assert isinstance(lent, QueuePool)
    for _ in range(20):  # more than the pool has
        with pytest.raises(DBAPIError), glimpsing() as connection:
            strange.rows(connection)
        with glimpsing() as connection, sent() as statements:
            assert len(plain.rows(connection)) == 1
            assert lent.checkedout() == 1
        assert len(statements) == 1
    assert lent.checkedout() == 0


@pytest.mark.parametrize("way", [glancing, glimpsing])
def test_the_drivers_error_comes_as_every_other_does(
    any_database: str, way: Callable[[], AbstractContextManager[Connection | Bare]]
) -> None:
    strange = Prepared(lambda _dialect: text("SELECT nothing FROM nowhere"))
    with way() as connection, pytest.raises(DBAPIError) as caught:
        strange.rows(connection)
    assert caught.value.hide_parameters
