"""Cancelled, and another chosen: what was taken from somebody is not offered to them again, and nothing costs more than was
approved."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from service.campaigns.models import Campaign, PlanApproval
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.errors import Conflict, Unsafe
from service.gifting.cancel import cancel_gift
from service.gifting.candidate import candidate_for
from service.gifting.live import offers_of
from service.gifting.models import RecipientGift
from service.gifting.show_others import show_others
from service.gifting.swap import swap_gift
from service.ops.audit.database import audit
from service.planning.approval.ask import room_minor
from service.planning.running import exchange, figures
from service.planning.running.exchange import exchange_gift, undo_cancel
from service.planning.running.figures import gift_figures, stamp_of
from service.workspaces.models import Workspace
from tests.factories import AT, make_match_run, make_product, make_user, owner_of
from tests.races import all_at_once
from tests.service.gifting.scene import Scene, money, set_scene

pytestmark = pytest.mark.usefixtures("database")


def exchanged(session: Session, scene: Scene, number: int = 0) -> RecipientGift:
    """The gift as it is once somebody has cancelled it and chosen another, on the page that named it."""
    gift = session.get_one(RecipientGift, scene.gifts[number].id)
    campaign = session.get_one(Campaign, gift.campaign_id)
    another = gift_figures(session, campaign, gift, AT, with_another=True).another
    exchange_gift(session, gift, "mistake", stamp_of(gift, another), owner_of(scene.workspace_id), AT)
    return gift


def offered(session: Session, gift: RecipientGift) -> set[str]:
    campaign = session.get_one(Campaign, gift.campaign_id)
    return {offer.product.id for offer in offers_of(session, campaign, gift, AT)}


def has_approved(session: Session, scene: Scene, sum_minor: int, above: int = 1) -> None:
    """Somebody has approved this sum, in a workspace that wants it above `above`."""
    session.execute(update(Workspace).values(approval_above_minor=above, approval_currency="EUR"))
    campaign = session.get_one(Campaign, scene.campaign.id)
    run = make_match_run(session, campaign)
    campaign.current_match_run_id = campaign.approved_match_run_id = run.id
    asker = make_user(session, scene.workspace_id, "seller").id
    session.add(
        PlanApproval(
            id="apr_1", workspace_id=scene.workspace_id, campaign_id=campaign.id, number=1, match_run_id=run.id, stamp="0",
            sum_minor=sum_minor, open_minor=sum_minor, currency="EUR", state="approved", asked_by=asker, asked_at=AT,
        )
    )  # fmt: skip
    session.flush()


def dearer(session: Session, scene: Scene, price_minor: int = 5000) -> None:
    """All that can be given instead costs so much."""
    for product in (*scene.others, *scene.products):
        session.get_one(Product, product.id).price_minor = price_minor
    session.flush()


@pytest.mark.parametrize("swapped_first", [False, True])
def test_what_was_taken_back_is_neither_offered_nor_pressed_nor_chosen_again(swapped_first: bool) -> None:
    with transaction() as session:
        scene = set_scene(session, others=5)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        if swapped_first:
            swap_gift(session, gift, scene.others[0].id, AT)
        taken = gift.product_id
        exchanged(session, scene)
        show_others(session, gift, AT)
        assert taken not in offered(session, gift)
        assert len(offered(session, gift)) >= 3
        with pytest.raises(Unsafe), session.begin_nested():
            swap_gift(session, gift, str(taken), AT)
        family = session.get_one(Product, taken).family
        assert family in candidate_for(session, scene.campaign, gift, AT.date()).excluded_products


def test_after_a_swap_from_what_came_instead_that_is_offered_first_and_the_cancelled_never() -> None:
    with transaction() as session:
        scene = set_scene(session, others=5)
        gift = exchanged(session, scene)
        instead = gift.product_id
        assert (gift.original_product_id, gift.is_swapped, gift.first_price_minor) == (instead, False, 4400)
        swap_gift(session, gift, sorted(offered(session, gift))[0], AT)
        found = [offer.product.id for offer in offers_of(session, scene.campaign, gift, AT)]
        assert (found[0], gift.is_swapped) == (instead, True)
        assert scene.products[0].id not in found


def test_exchanged_twice_neither_of_both_comes_back() -> None:
    with transaction() as session:
        scene = set_scene(session, others=5)
        first = scene.products[0].id
        second = exchanged(session, scene).product_id
        gift = exchanged(session, scene)
        assert gift.product_id not in {first, second}
        assert not {first, second} & offered(session, gift)
        families = {session.get_one(Product, one).family for one in (first, second)}
        assert families <= candidate_for(session, scene.campaign, gift, AT.date()).excluded_products


def test_another_version_of_the_same_is_no_other_gift() -> None:
    with transaction() as session:
        scene = set_scene(session, others=0)
        make_product(session, scene.workspace_id, "Gift 0, blue", family=scene.products[0].family, price_minor=4400)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        assert gift_figures(session, scene.campaign, gift, AT, with_another=True).another is None


def test_the_history_tells_an_exchange_so_that_the_audit_agrees() -> None:
    with transaction() as session:
        scene = set_scene(session, others=5)
        swap_gift(session, session.get_one(RecipientGift, scene.gifts[0].id), scene.others[0].id, AT)
        exchanged(session, scene)
    with reading() as session:
        assert not [defect for defect in audit(session) if "product" in defect.sentence and "first" in defect.sentence]


def test_a_dearer_one_comes_only_within_what_was_approved() -> None:
    with transaction() as session:
        scene = set_scene(session)
        dearer(session, scene)
        has_approved(session, scene, 4400)
        gift = session.get_one(RecipientGift, scene.gifts[0].id)
        shown = gift_figures(session, scene.campaign, gift, AT, with_another=True)
        assert (shown.another, shown.at_most_minor) == (None, 4400)
        # The page names what there is, and by how much it lies above what was approved.
        assert shown.beyond is not None
        assert (shown.beyond.price_minor, shown.beyond_minor) == (5000, 600)
        with pytest.raises(Conflict, match="Nothing else can be given"), session.begin_nested():
            exchange_gift(session, gift, "mistake", stamp_of(gift), owner_of(scene.workspace_id), AT)
        session.get_one(PlanApproval, "apr_1").sum_minor = 5000
        session.flush()
        assert (exchanged(session, scene).price_minor, money(session, scene.campaign)) == (5000, (5000, 0))


@pytest.mark.parametrize(
    ("above", "signed", "room"),
    [(None, 4400, None), (4400, None, 0), (9000, 4400, 4600), (1, 9000, 4600), (1, None, -4399)],
)
def test_the_room_is_what_was_read_or_what_nobody_has_to_read(
    above: int | None, signed: int | None, room: int | None
) -> None:
    with transaction() as session:
        scene = set_scene(session)
        has_approved(session, scene, signed or 1)
        if signed is None:
            session.get_one(PlanApproval, "apr_1").state = "lapsed"
        session.execute(update(Workspace).values(approval_above_minor=above))
        campaign = session.get_one(Campaign, scene.campaign.id)
        assert room_minor(session, campaign) == room


def test_a_rule_in_other_money_leaves_no_room() -> None:
    with transaction() as session:
        scene = set_scene(session)
        session.execute(update(Workspace).values(approval_above_minor=999_999, approval_currency="NOK"))
        assert room_minor(session, session.get_one(Campaign, scene.campaign.id)) == -4400


def test_one_that_costs_no_more_comes_even_where_swaps_have_gone_beyond_the_sum() -> None:
    with transaction() as session:
        scene = set_scene(session)
        has_approved(session, scene, 1000)
        assert exchanged(session, scene).price_minor == 4000


def test_what_was_released_and_given_to_another_is_not_set_aside_a_second_time() -> None:
    with transaction() as session:
        scene = set_scene(session, people=2, others=5)
        has_approved(session, scene, 8800)
        gone = session.get_one(RecipientGift, scene.gifts[0].id)
        owner = owner_of(scene.workspace_id)
        cancel_gift(session, gone, "asked", owner, AT)
        with session.begin_nested() as trial:
            undo_cancel(session, gone, owner, AT)
            trial.rollback()
        session.expire_all()
        dearer(session, scene)
        assert exchanged(session, scene, 1).price_minor == 5000
        with pytest.raises(Conflict, match="€6 more than was approved"):
            undo_cancel(session, gone, owner, AT)


def press_both(scene: Scene) -> int:
    def press(number: int) -> None:
        with transaction() as session:
            exchanged(session, scene, number)

    return all_at_once([partial(press, number) for number in range(2)])


def test_two_presses_at_once_do_not_share_one_rest(any_database: str) -> None:
    scene = race_scene()
    assert press_both(scene) <= 1
    with reading() as session:
        assert money(session, scene.campaign)[0] <= 9500


def test_control_without_the_last_look_both_are_set_aside(any_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "require_room", lambda *_given: None)
    for page in (exchange, figures):
        monkeypatch.setattr(page, "most_for", lambda *_given: None)
    scene = race_scene()
    assert press_both(scene) == 2
    with reading() as session:
        assert money(session, scene.campaign)[0] == 10_000


def race_scene() -> Scene:
    """Two gifts of 44.00 each, 95.00 approved, and only gifts of 50.00 instead: one of both can be exchanged."""
    with transaction() as session:
        scene = set_scene(session, people=2, others=4)
        dearer(session, scene)
        has_approved(session, scene, 9500)
    return scene
