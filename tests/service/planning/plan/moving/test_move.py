"""A gift that is planned for somebody else: named before the press, and moved only as it was named."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Conflict
from service.gifting.models import DecisionRecord, GiftAlternative, RecipientGift
from service.gifting.override import override_gift
from service.planning.plan.change import Looked, open_drawer
from service.planning.plan.moving.move import Shown, give_and_move, read_shown
from service.recipients.models import Recipient
from service.workspaces.actor import actor_of
from service.workspaces.models import AuditEntry, User
from tests.console import Console, sales_person
from tests.factories import (
    AT,
    join,
    make_account,
    make_campaign,
    make_fact,
    make_gift,
    make_match_run,
    make_product,
    make_recipient,
)
from tests.races import all_at_once


@dataclass(frozen=True)
class Scene:
    user: User
    campaign: Campaign
    jana: RecipientGift
    eliska: RecipientGift
    mill_id: str
    kite_id: str
    pen_id: str


@pytest.fixture
def scene(database: str) -> Scene:
    """Jana has a kite and Eliška, her colleague, a mill, though a kite would suit her; a pen is nobody's. Each costs 44.00."""
    return set_scene()


def set_scene(*, is_colleague: bool = True, **values: object) -> Scene:
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="planned", **values)
        make_match_run(session, campaign)
        account = make_account(session, user.workspace_id, "Vltava Robotics")
        other = account if is_colleague else make_account(session, user.workspace_id, "Carpat Logistics")
        people = make_recipient(session, account, "Jana"), make_recipient(session, other, "Eliška")
        kite, mill, pen = (
            make_product(session, user.workspace_id, name, category=name, stock=1, interests=tied)
            for name, tied in (("Kite", ["chess"]), ("Mill", []), ("Pen", []))
        )
        make_fact(session, people[1], "interest", "chess")
        for row, person in enumerate(people, start=2):
            join(session, campaign, person, row)
        jana, eliska = make_gift(session, campaign, people[0], kite), make_gift(session, campaign, people[1], mill)
    return Scene(user, campaign, jana, eliska, mill.id, kite.id, pen.id)


def move(scene: Scene, shown: Shown, product_id: str | None = None) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.jana.id)
        give_and_move(session, gift, product_id or scene.mill_id, shown, actor_of(scene.user), AT, "occasion")


def holdings(scene: Scene) -> tuple[str | None, str | None]:
    with reading() as session:
        jana, eliska = (session.get_one(RecipientGift, one.id) for one in (scene.jana, scene.eliska))
        return jana.product_id, eliska.product_id


def test_the_drawer_names_whose_gift_would_move_and_what_they_get(scene: Scene) -> None:
    with reading() as session:
        drawer = open_drawer(session, scene.campaign, scene.jana, Looked(), AT)
    assert [entry.product.texts["en"]["name"] for entry in drawer.allowed.items] == ["Pen"]
    (entry,) = drawer.moves
    assert entry.moves is not None
    assert (entry.product.id, entry.holder, entry.moves.gift.id) == (scene.mill_id, "Eliška Nováková", scene.eliska.id)
    # The kite is what Jana gives away.
    assert entry.moves.product.id == scene.kite_id
    assert (drawer.moves_total, drawer.blocked) == (1, ())


def test_two_people_exchange_what_the_page_said_and_both_decisions_are_kept(any_database: str) -> None:
    scene = set_scene()
    move(scene, Shown(scene.eliska.id, scene.kite_id))
    assert holdings(scene) == (scene.mill_id, scene.kite_id)
    with reading() as session:
        jana, eliska = (session.get_one(RecipientGift, one.id) for one in (scene.jana, scene.eliska))
        bodies = {row.gift_id: row.body for row in session.scalars(select(DecisionRecord))}
        acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.act)).all()
        others = session.scalars(select(GiftAlternative.product_id)).all()
    assert (jana.is_overridden, eliska.is_overridden, eliska.first_price_minor) == (True, False, 4400)
    assert (bodies[jana.id]["instead_of"], bodies[jana.id]["why"]) == (scene.kite_id, "occasion")
    assert (bodies[eliska.id]["instead_of"], bodies[eliska.id]["moved_for"]) == (scene.mill_id, jana.id)
    assert acts == ["gift.moved", "gift.overridden"]
    assert others == [scene.pen_id, scene.pen_id]


def test_nothing_moves_where_they_would_get_something_else_by_now(scene: Scene) -> None:
    with pytest.raises(Conflict, match="nobody’s gift was moved"):
        move(scene, Shown(scene.eliska.id, scene.pen_id))
    assert holdings(scene) == (scene.kite_id, scene.mill_id)


def test_a_gift_that_a_person_chose_or_locked_is_never_moved(scene: Scene) -> None:
    for held in ({"is_overridden": True}, {"is_overridden": False, "locked_at": AT}):
        with transaction() as session:
            for name, value in held.items():
                setattr(session.get_one(RecipientGift, scene.eliska.id), name, value)
        with pytest.raises(Conflict):
            move(scene, Shown(scene.eliska.id, scene.kite_id))
        with reading() as session:
            drawer = open_drawer(session, scene.campaign, session.get_one(RecipientGift, scene.jana.id), Looked(), AT)
        assert (drawer.moves, len(drawer.blocked)) == ((), 1)
    assert holdings(scene) == (scene.kite_id, scene.mill_id)


def test_what_is_unsafe_for_them_is_nothing_that_anybody_moves_to(database: str) -> None:
    scene = set_scene()
    with transaction() as session:
        for product_id, made_of in ((scene.kite_id, "wool"), (scene.pen_id, "leather")):
            product = session.get_one(Product, product_id)
            product.materials = {**product.materials, made_of: "contains"}
        eliska = session.get_one(RecipientGift, scene.eliska.id)
        for material in ("wool", "leather"):
            make_fact(session, session.get_one(Recipient, eliska.recipient_id), "material", material)
    with reading() as session:
        drawer = open_drawer(session, scene.campaign, session.get_one(RecipientGift, scene.jana.id), Looked(), AT)
    assert [(entry.moves, entry.why_not) for entry in drawer.moves] == [
        (None, "Planned for Eliška Nováková, and can’t be moved.")
    ]
    with pytest.raises(Conflict):
        move(scene, Shown(scene.eliska.id, scene.kite_id))
    assert holdings(scene) == (scene.kite_id, scene.mill_id)


def test_at_another_company_the_last_piece_moves_as_well(database: str) -> None:
    scene = set_scene(is_colleague=False)
    with reading() as session:
        (entry,) = open_drawer(session, scene.campaign, scene.jana, Looked(only="moves"), AT).allowed.items
    assert entry.moves is not None
    move(scene, Shown(scene.eliska.id, entry.moves.product.id))
    assert holdings(scene) == (scene.mill_id, entry.moves.product.id)


def test_where_no_two_people_get_the_same_the_only_one_who_has_it_moves(database: str) -> None:
    scene = set_scene(is_colleague=False, uniqueness="campaign")
    with reading() as session:
        (entry,) = open_drawer(session, scene.campaign, scene.jana, Looked(), AT).moves
    assert entry.moves is not None
    move(scene, Shown(scene.eliska.id, entry.moves.product.id))
    assert holdings(scene) == (scene.mill_id, entry.moves.product.id)


def test_who_has_set_out_keeps_their_gift(database: str) -> None:
    scene = set_scene()
    with transaction() as session:
        session.get_one(RecipientGift, scene.eliska.id).status = "notified"
    with pytest.raises(Conflict):
        move(scene, Shown(scene.eliska.id, scene.kite_id))
    assert holdings(scene) == (scene.kite_id, scene.mill_id)


def test_of_two_who_ask_for_one_gift_the_second_is_told(database: str) -> None:
    scene = set_scene()
    with transaction() as session:
        eliska = session.get_one(RecipientGift, scene.eliska.id)
        override_gift(session, eliska, scene.pen_id, actor_of(scene.user), AT)
    with pytest.raises(Conflict):
        move(scene, Shown(scene.eliska.id, scene.kite_id))
    assert holdings(scene) == (scene.kite_id, scene.pen_id)


def test_the_page_names_them_and_the_press_does_what_it_said(database: str) -> None:
    scene = set_scene()
    console = Console(scene.user)
    path = f"/campaigns/{scene.campaign.id}/plan"
    page = console.get(f"{path}?change={scene.jana.id}").text
    assert "Eliška Nováková has it in the plan and would get Kite, €44.00." in page
    mark = f"moves_{scene.mill_id}"
    assert f'name="{mark}" value="{scene.eliska.id}:{scene.kite_id}"' in page
    fields = {"product_id": scene.mill_id, mark: f"{scene.eliska.id}:{scene.kite_id}", "why": "value"}
    answer = console.post(f"{path}/{scene.jana.id}", **fields)
    assert answer.status_code == 303
    assert "Changed. 2 different gifts for 2 people; €88.00 is set aside" in console.get(path).text
    assert holdings(scene) == (scene.mill_id, scene.kite_id)
    assert "Its price is more fitting." in console.get(f"{path}?change={scene.jana.id}").text


@pytest.mark.parametrize("text", ["", ":", "gft_1", "gft_1:", ":prd_1"])
def test_a_form_that_does_not_say_who_moves_is_refused(text: str) -> None:
    with pytest.raises(Conflict, match="Look at the gifts again"):
        read_shown(text)


def test_of_a_move_and_a_choice_by_hand_at_one_moment_each_is_whole_or_not_at_all(any_database: str) -> None:
    scene = set_scene()

    def choose() -> None:
        with transaction() as session:
            override_gift(
                session, session.get_one(RecipientGift, scene.eliska.id), scene.pen_id, actor_of(scene.user), AT
            )

    def give() -> None:
        with suppress(Conflict):
            move(scene, Shown(scene.eliska.id, scene.kite_id))

    all_at_once([give, choose])
    # Whoever came first, Eliška has what was chosen for her; Jana has the mill only if it was still Eliška's to give.
    assert holdings(scene) in {(scene.mill_id, scene.pen_id), (scene.kite_id, scene.pen_id)}
