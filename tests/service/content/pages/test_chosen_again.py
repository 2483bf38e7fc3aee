"""The page of somebody who said yes and whose gift was stopped: a sentence, a choice, and not a word about what was told."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient

from service.db.base import utc_now
from service.db.connect import reading
from service.gifting.models import RecipientGift
from tests.line_ends import loose
from tests.service.content.reading import enter, press, status
from tests.service.gifting.scene import Scene
from tests.service.gifting.stopping import bring_to, looked_at, told

AGAIN = "Vybrali jsme pro vás jiný dárek."
SENTENCE = "Předtím jsme ještě jednou ověřili, co je pro vás bezpečné."


def stopped(others: int = 2) -> Scene:
    scene = bring_to("accepted", others=others, expires_at=utc_now() + timedelta(days=300))
    told(scene.gifts[0])
    looked_at(scene.gifts[0], utc_now())
    return scene


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", loose(html).split("<main")[1]).split())


def test_the_page_says_that_it_was_chosen_again_and_a_press_says_yes_again(client: FlaskClient) -> None:
    scene = stopped()
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
    page = words(enter(client, gift))

    assert AGAIN in page
    assert SENTENCE in page
    assert "Other" in page
    assert "Gift 0" not in page
    assert press(client, gift, "accept").status_code == 303
    assert status(gift) == "accepted"
    assert AGAIN not in words(client.get(f"/gift/{gift.id}").text)


def test_where_nothing_fits_the_page_says_so_kindly_and_has_no_button_that_leads_nowhere(client: FlaskClient) -> None:
    scene = stopped(others=0)
    html = enter(client, scene.gifts[0])

    assert "Odeslání přijatého dárku jsme zastavili." in words(html)
    assert "Najdeme-li jiný bezpečný dárek, pošleme vám e-mail." in words(html)
    assert f"/gift/{scene.gifts[0].id}/accept" not in html
    assert "oříšk" not in html
