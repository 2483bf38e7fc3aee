"""What others have, look at or are promised, told by one question: of everything, or of some products in any version."""

from __future__ import annotations

from sqlalchemy import event
from sqlalchemy.orm import Session

from service.db.connect import engine, transaction
from service.gifting.claims import Claims, Kept, Planned, claims_beside
from service.gifting.models import RecipientGift, SetAside
from service.gifting.show_others import show_others
from service.recipients.models import Account
from tests.factories import AT, join, make_gift, make_product, make_recipient
from tests.service.gifting.scene import Scene, set_scene


def busy(session: Session) -> Scene:
    """Three companies, no two people with the same. The second person looks at what is free and is promised two pieces besides. The
    third has two colleagues: one has one of two boards, the gift of the other is planned and not launched."""
    scene = set_scene(session, people=3, uniqueness="campaign")
    company = session.get_one(Account, scene.people[2].account_id)
    fourth = make_recipient(session, company)
    join(session, scene.campaign, fourth, 9)
    board, other_board = (
        make_product(session, scene.workspace_id, f"Board {n}", stock=2, family="board") for n in (1, 2)
    )
    late = make_recipient(session, company)
    join(session, scene.campaign, late, 10)
    scene.products.extend((board, other_board))
    scene.people.extend((fourth, late))
    scene.gifts.append(make_gift(session, scene.campaign, fourth, board))
    scene.gifts.append(make_gift(session, scene.campaign, late, scene.others[0]))
    session.flush()
    scene.gifts[3].is_reserved = True
    scene.gifts[3].status = "created"
    for gift in scene.gifts:
        gift.unique_within = scene.campaign.id
    kept = SetAside(
        gift_id=scene.gifts[1].id,
        workspace_id=scene.workspace_id,
        campaign_id=scene.campaign.id,
        pieces=[scene.products[0].id, other_board.id],
        amount_minor=4400,
        unserved=[],
    )
    session.add(kept)
    session.flush()
    show_others(session, scene.gifts[1], AT)
    session.flush()
    return scene


def asked(session: Session, gift: RecipientGift, scene: Scene, *near: int) -> Claims:
    products = [*scene.products, *scene.others]
    return claims_beside(session, gift, [products[at] for at in near] if near else None)


def test_everything_is_told_by_one_question(any_database: str) -> None:
    with transaction() as session:
        scene = busy(session)
        gift, told = scene.gifts[2], []
        event.listen(engine(), "before_cursor_execute", lambda *said: told.append(said[2]))
        found = asked(session, gift, scene)
        assert len(told) == 1

        promise = Kept(scene.people[1].id, False, (scene.products[0].id, scene.products[4].id), 4400, is_taken=False)
        assert found.others == (promise, Kept(scene.people[1].id, False, (scene.others[1].id,), 0, is_taken=True))
        assert found.planned == (Planned(scene.others[0].id, 1, 4000, 4000),)
        assert set(found.elsewhere) == {scene.products[0].id, scene.products[1].id}
        boards = {(scene.products[3].id, scene.people[3].id), (scene.products[4].id, scene.people[3].id)}
        assert boards <= set(found.rivals)
        assert (found.own, found.held) == (None, frozenset())
        assert found.left_minor == scene.campaign.budget_minor - scene.campaign.reserved_minor


def test_asked_about_some_it_tells_the_same_of_those_and_of_nothing_else(any_database: str) -> None:
    with transaction() as session:
        scene = busy(session)
        gift = scene.gifts[2]
        whole, near = asked(session, gift, scene), asked(session, gift, scene, 0, 4)
        assert near.planned == whole.planned
        assert (near.status, near.left_minor) == (whole.status, whole.left_minor)
        assert near.others == whole.others[:1]
        assert near.elsewhere == (scene.products[0].id,)
        assert near.rivals == ((scene.products[4].id, scene.people[3].id),)

        theirs = asked(session, scene.gifts[1], scene, 0)
        assert theirs.own == Kept(
            scene.people[1].id, True, (scene.products[0].id, scene.products[4].id), 4400, is_taken=False
        )
        assert theirs.held == {scene.others[1].id}
