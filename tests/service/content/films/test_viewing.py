"""Somebody's own viewing: they see what was counted, delete it, switch it off; staff see it only where they agreed by a press."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from renderers.microsite.own.viewing import Viewing
from service.brain.events.models import PersonEvent, ViewingWish
from service.brain.events.on_page import note_look
from service.brain.events.signals import signals_of
from service.brain.events.viewing import say_viewing
from service.content.erase import erase_person
from service.content.films.viewing import viewing_of, watched_by
from service.content.films.watched import Report, count_watched
from service.content.models import FilmEvent
from service.db.connect import reading, transaction
from service.errors import InvalidInput, LinkClosed
from service.recipients.models import Recipient
from tests.console import Console
from tests.factories import AT, make_user
from tests.service.content.filming import put_film
from tests.service.content.reading import enter, nonce_on, scene_now
from tests.service.gifting.scene import Scene

pytestmark = pytest.mark.usefixtures("database")
ONE, OTHER = "0123456789abcdef", "fedcba9876543210"


def scene_with_film() -> Scene:
    scene = scene_now(people=2)
    put_film(scene.gifts[0])
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).locale = "en"
    return scene


def count(scene: Scene, viewing: str, *codes: str, number: int = 0) -> int:
    events = tuple((kind, mark) for kind, _, mark in (code.partition(":") for code in codes))
    with transaction() as session:
        return count_watched(session, scene.gifts[number], Report(viewing, events), AT)


def press(scene: Scene, act: str) -> None:
    with transaction() as session:
        say_viewing(session, scene.people[0].id, act, AT)


def kinds(scene: Scene) -> list[str]:
    with reading() as session:
        query = (
            select(PersonEvent.kind).where(PersonEvent.recipient_id == scene.people[0].id).order_by(PersonEvent.kind)
        )
        return list(session.scalars(query))


def signals(scene: Scene) -> list[str]:
    with reading() as session:
        person = scene.people[0].id
        return [one.code for one in signals_of(session, [person], AT + timedelta(hours=1))[person]]


def own(scene: Scene) -> Viewing:
    with reading() as session:
        return viewing_of(session, scene.people[0].id)


def press_on_page(client: FlaskClient, scene: Scene, act: str) -> str:
    path = f"/gift/{scene.gifts[0].id}/privacy"
    answer = client.post(path, data={"nonce": nonce_on(client.get(path).text), "act": act})
    assert answer.headers["Location"].endswith(f"/privacy?notice={act}#done")
    return client.get(answer.headers["Location"]).text


def test_they_see_what_was_counted_of_their_own_viewing_and_nothing_of_others(client: FlaskClient) -> None:
    scene = scene_with_film()
    count(scene, ONE, "started:once", "played:25", "played:50", "chapter:swap", "pressed:accept")
    count(scene, OTHER, "started:once", "again:1")
    count(scene, ONE, "started:once", "played:100", number=1)
    with transaction() as session:
        note_look(session, scene.people[0].id, "gift", "mail", None, AT)
    assert own(scene) == Viewing(AT, 50, 1, 1, 1, 1)
    enter(client, scene.gifts[0])
    page = client.get(f"/gift/{scene.gifts[0].id}/privacy").text
    shown = page[page.index('id="viewing"') : page.index('id="channels"')]
    for words in ("at least 50%", "Film played again</dt><dd>1<", "Looks at these pages</dt><dd>1<"):
        assert words in shown
    assert "sees only totals in which at least four people are counted." in shown


def test_they_delete_it_and_nothing_of_it_is_left_anywhere(client: FlaskClient) -> None:
    scene = scene_with_film()
    count(scene, ONE, "started:once", "played:100")
    enter(client, scene.gifts[0])
    assert "Nothing of your viewing is kept." in press_on_page(client, scene, "viewing_delete")
    assert own(scene) == Viewing()
    assert kinds(scene) == []
    assert count(scene, ONE, "started:once") == 1


def test_switched_off_nothing_more_is_counted_until_they_switch_it_on(client: FlaskClient) -> None:
    scene = scene_with_film()
    enter(client, scene.gifts[0])
    assert "You turned counting off." in press_on_page(client, scene, "viewing_off")
    assert count(scene, ONE, "started:once", "played:100") == 0
    with transaction() as session:
        assert not note_look(session, scene.people[0].id, "gift", "mail", None, AT)
    assert (own(scene).is_empty, kinds(scene)) == (True, [])
    press_on_page(client, scene, "viewing_on")
    assert count(scene, ONE, "started:once") == 1


def test_staff_see_one_persons_viewing_only_while_that_person_lets_them(client: FlaskClient) -> None:
    scene = scene_with_film()
    count(scene, ONE, "started:once", "played:25", "played:50", "played:75")
    with transaction() as session:
        staff = Console(make_user(session, scene.workspace_id, "manager"))
    path, words = f"/campaigns/{scene.campaign.id}/running/{scene.gifts[0].id}", "at least 75% of it watched"
    assert words not in staff.get(path).text
    enter(client, scene.gifts[0])
    press_on_page(client, scene, "viewing_show")
    assert words in staff.get(path).text
    assert words not in staff.get(f"/campaigns/{scene.campaign.id}/running/{scene.gifts[1].id}").text
    press_on_page(client, scene, "viewing_hide")
    assert words not in staff.get(path).text
    press_on_page(client, scene, "viewing_show")
    press_on_page(client, scene, "viewing_off")
    assert words not in staff.get(path).text
    with reading() as session:
        assert watched_by(session, scene.gifts[0]) is None


def test_watched_through_and_stopped_early_are_events_once_a_viewing() -> None:
    scene = scene_with_film()
    count(scene, ONE, "started:once", "stopped:early")
    count(scene, ONE, "stopped:early")
    assert kinds(scene) == ["film_stopped"]
    count(scene, ONE, "played:25", "played:50", "played:75", "played:100")
    assert kinds(scene) == ["film_through"]
    count(scene, OTHER, "started:once", "stopped:early")
    assert kinds(scene) == ["film_stopped", "film_through"]


def test_a_decision_reads_them_only_where_staff_may_see_them() -> None:
    scene = scene_with_film()
    count(scene, ONE, "started:once", "played:100")
    assert signals(scene) == []
    press(scene, "viewing_show")
    assert signals(scene) == ["film_through"]
    press(scene, "viewing_hide")
    assert signals(scene) == []


def test_nothing_is_shown_that_is_not_counted() -> None:
    scene = scene_with_film()
    for act in ("viewing_off", "viewing_show"):
        press(scene, act)
    assert (own(scene).is_counted, own(scene).is_shown) == (False, False)
    with pytest.raises(InvalidInput), transaction() as session:
        say_viewing(session, scene.people[0].id, "viewing_all", AT)


def test_an_erasure_takes_viewing_and_wishes_with_it() -> None:
    scene = scene_with_film()
    press(scene, "viewing_show")
    count(scene, ONE, "started:once", "played:100")
    with transaction() as session:
        erase_person(session, session.get_one(Recipient, scene.people[0].id), AT)
    with reading() as session:
        assert session.scalars(select(ViewingWish)).all() == session.scalars(select(PersonEvent)).all() == []
    with pytest.raises(LinkClosed), transaction() as session:
        say_viewing(session, scene.people[0].id, "viewing_on", AT)


def test_a_browser_that_asks_for_it_is_not_counted(client: FlaskClient) -> None:
    scene = scene_with_film()
    enter(client, scene.gifts[0])
    nonce = nonce_on(client.get(f"/gift/{scene.gifts[0].id}").text)
    data = {"nonce": nonce, "viewing": ONE, "seen": ["started:once"]}
    path = f"/gift/{scene.gifts[0].id}/watched"
    for header in ({"DNT": "1"}, {"Sec-GPC": "1"}):
        assert client.post(path, data=data, headers=header).status_code == 204
    with reading() as session:
        assert session.scalars(select(FilmEvent)).all() == []
