from __future__ import annotations

from sqlalchemy import select

from service.content.links import links_of
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.recipients.models import Recipient
from service.recipients.special.models import SpecialRead
from service.workspaces.models import AuditEntry, Workspace
from tests.console import Console
from tests.factories import AT, make_fact, make_user, make_workspace
from tests.service.content.reading import scene_now
from tests.service.gifting.scene import Scene


def seller(workspace_id: str, role: str = "manager") -> Console:
    with transaction() as session:
        return Console(make_user(session, workspace_id, role))


def looks() -> list[tuple[str, str | None]]:
    with reading() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.act.like("%seen%")).order_by(AuditEntry.id))
        return [(row.act, row.subject_id) for row in rows]


def address(scene: Scene, what: str) -> str:
    return f"/campaigns/{scene.campaign.id}/gifts/{scene.gifts[0].id}/{what}"


def test_staff_look_at_page_and_statement_and_each_look_is_written_down(database: str) -> None:
    scene = scene_now()
    console = seller(scene.workspace_id)
    token = links_of(scene.gifts[0]).page.rpartition("/")[2]
    for what in ("page", "statement"):
        page, body = console.get(address(scene, what)), console.get(address(scene, f"{what}/body"))
        assert (page.status_code, body.status_code) == (200, 200)
        assert token not in page.text + body.text
        assert f'src="{address(scene, what)}/body"' in page.text
        assert "Gift 0" in body.text
        assert "form-action 'none'" in body.headers["Content-Security-Policy"]

    gift_id = scene.gifts[0].id
    assert looks() == [("gift.page_seen", gift_id), ("gift.statement_seen", gift_id)]


def test_everything_of_one_person_stands_on_one_page_with_the_way_to_the_next(database: str) -> None:
    scene = scene_now()
    console = seller(scene.workspace_id)
    page = console.get(address(scene, "look"))
    assert page.status_code == 200
    assert links_of(scene.gifts[0]).page.rpartition("/")[2] not in page.text
    assert f'src="{address(scene, "page")}/body"' in page.text
    assert f"/message/letters/{scene.people[0].id}/mail" in page.text
    assert "The gifts they can swap to, what they told us" in page.text
    assert looks() in ([], [("gift.film_seen", scene.gifts[0].id)])
    if len(scene.gifts) > 1:
        assert f'/gifts/{scene.gifts[1].id}/look">Next person' in page.text


def reads() -> list[tuple[str, list[str]]]:
    with reading() as session:
        rows = session.execute(select(SpecialRead.place, SpecialRead.fact_ids).order_by(SpecialRead.at, SpecialRead.id))
        return [(place, ids) for place, ids in rows]


def test_what_a_list_says_of_their_food_is_a_reason_there_and_who_read_it_is_written_down(database: str) -> None:
    scene = scene_now()
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        listed = make_fact(session, person, "diet", "vegan").id
        make_fact(session, person, "allergen", "milk", source="asked")
    console = seller(scene.workspace_id)
    for what in ("statement", "offers", "page"):
        assert console.get(address(scene, f"{what}/body")).status_code == 200
    assert reads() == [("page", [listed])]


def test_a_letter_is_a_look_too(database: str) -> None:
    scene = scene_now()
    console = seller(scene.workspace_id)
    base = f"/campaigns/{scene.campaign.id}/message/letters/{scene.people[0].id}"
    assert [console.get(base).status_code, console.get(f"{base}/mail").status_code] == [200, 200]
    assert looks() == [("letter.seen", scene.people[0].id)] * 2


def test_a_letter_names_the_language_that_the_message_lacks_and_steps_are_done_or_not(database: str) -> None:
    scene = scene_now()
    with transaction() as session:
        session.get_one(Recipient, scene.people[0].id).locale = "ja"
    console = seller(scene.workspace_id)
    letters = f"/campaigns/{scene.campaign.id}/message/letters"
    page = console.get(f"{letters}/{scene.people[0].id}").text

    assert (
        "This person reads Japanese. Your message isn’t written in that language, so they’ll see the English one."
        in page
    )
    assert "<em>no answers yet</em>" in page
    assert "Viewing this page sends nothing." in console.get(letters).text


def test_in_a_sandbox_the_link_is_live(database: str) -> None:
    scene = scene_now()
    with transaction() as session:
        session.get_one(Workspace, scene.workspace_id).is_sandbox = True
    assert f'href="{links_of(scene.gifts[0]).personal}"' in seller(scene.workspace_id).get(address(scene, "page")).text


def test_what_is_chosen_again_says_so_and_is_not_shown(database: str) -> None:
    scene = scene_now()
    with transaction() as session:
        session.get_one(RecipientGift, scene.gifts[0].id).stopped_at = AT
    console = seller(scene.workspace_id)
    assert "We’re choosing this gift again." in console.get(address(scene, "page")).text
    assert console.get(address(scene, "page/body")).status_code == 404
    assert looks() == []


def test_strangers_and_other_workspaces_see_nothing(database: str) -> None:
    scene = scene_now()
    with transaction() as session:
        other = make_workspace(session, "Other").id
    console = seller(other, "owner")
    for what in ("page", "page/body", "statement/body"):
        assert console.get(address(scene, what)).status_code == 404
        assert Console().get(address(scene, what)).status_code == 303
    assert looks() == []
