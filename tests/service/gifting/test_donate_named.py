"""Any other charity: it waits for a yes with all that was set aside, and a no opens the gift again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from service.campaigns.charities.keep import add_charity, charities_for, retire_charity
from service.campaigns.charities.models import Charity
from service.db.connect import reading, transaction
from service.errors import Conflict, InvalidInput
from service.gifting.decline import decline_gift
from service.gifting.donate import donate_gift, donate_to_named
from service.gifting.expire import expire_gifts
from service.gifting.models import RecipientGift
from service.gifting.settle import settle_decided
from service.gifting.undo import undo_answer
from service.planning.charities.named import list_waiting, say_no, say_yes
from service.recipients.charities.models import NamedCharity
from service.recipients.charities.named import was_refused
from service.workspaces.actor import Actor
from tests.factories import AT, owner_of
from tests.service.gifting.scene import Scene, kinds, ledger, money, set_scene, stock

LATER = AT + timedelta(hours=25)
FORM = {"name": "Lantern Books", "registration": "CZ 123", "country": "CZ", "line": "Brings libraries to schools."}
NAMED = "Šumava Owls"


def named_scene(session: Session) -> tuple[Scene, RecipientGift, NamedCharity]:
    scene = set_scene(session)
    gift = scene.gifts[0]
    donate_to_named(session, gift, f"  {NAMED}\n", AT)
    return scene, gift, session.get_one(NamedCharity, gift.charity)


def actor(session: Session, scene: Scene) -> Actor:
    return owner_of(scene.workspace_id)


def now(gift: RecipientGift) -> RecipientGift:
    with reading() as session:
        return session.get_one(RecipientGift, gift.id)


def test_while_it_waits_nothing_moves(any_database: str) -> None:
    with transaction() as session:
        scene, gift, row = named_scene(session)
    settle_decided(LATER)
    expire_gifts(LATER)

    with reading() as session:
        after = session.get_one(RecipientGift, gift.id)
        assert (after.status, after.charity, after.is_reserved) == ("donated", row.id, True)
        assert (money(session, scene.campaign), stock(session, scene.products[0])) == ((4400, 0), 4)
        assert session.get_one(NamedCharity, row.id).name == NAMED


def test_a_yes_puts_it_among_the_workspaces_and_the_money_goes_its_way(database: str) -> None:
    with transaction() as session:
        scene, gift, row = named_scene(session)
        say_yes(session, actor(session, scene), row.id, FORM, ("en",), LATER)
    settle_decided(LATER)

    with reading() as session:
        kept, decided = session.query(Charity).one(), session.get_one(NamedCharity, row.id)
        assert (kept.name, kept.registration, kept.country) == ("Lantern Books", "CZ 123", "CZ")
        assert (decided.state, decided.name, decided.charity_id) == ("accepted", None, kept.id)
        assert ledger(session, gift) == [("reserved", 4400), ("captured", 4400)]


def test_a_no_asks_again_with_the_full_value(database: str) -> None:
    with transaction() as session:
        scene, gift, row = named_scene(session)
        say_no(session, actor(session, scene), row.id, LATER)

        assert (gift.status, gift.charity, gift.is_reserved, gift.decided_at) == ("opened", None, True, None)
        assert gift.open_until is not None
        assert gift.open_until >= LATER + timedelta(days=7)
        assert kinds(session, gift)[-1] == "gift.donation_refused"
        assert was_refused(session, gift.id)
        assert (session.get_one(NamedCharity, row.id).name, money(session, scene.campaign)) == (None, (4400, 0))
        donate_gift(session, gift, "rivers", LATER)
        assert gift.status == "donated"


def test_a_second_answer_to_the_same_name_changes_nothing(database: str) -> None:
    with transaction() as session:
        scene, _, row = named_scene(session)
        say_no(session, actor(session, scene), row.id, LATER)
        with pytest.raises(Conflict):
            say_yes(session, actor(session, scene), row.id, FORM, ("en",), LATER)

        assert list_waiting(session, actor(session, scene)).number == 0


def test_without_an_answer_it_ends_with_the_campaign_and_the_money_comes_back(any_database: str) -> None:
    with transaction() as session:
        scene, gift, row = named_scene(session)
    expire_gifts(AT.replace(year=2027) + timedelta(days=2))

    with reading() as session:
        after = session.get_one(RecipientGift, gift.id)
        assert (after.status, after.is_reserved, after.charity) == ("expired", False, None)
        assert ledger(session, gift) == [("reserved", 4400), ("released", 4400)]
        assert (session.get_one(NamedCharity, row.id).state, stock(session, scene.products[0])) == ("ended", 5)


def test_undone_it_is_forgotten(database: str) -> None:
    with transaction() as session:
        _, gift, row = named_scene(session)
        undo_answer(session, gift, AT + timedelta(hours=1))

        named = session.get_one(NamedCharity, row.id)
        assert (gift.status, gift.charity, named.state, named.name) == ("opened", None, "taken_back", None)


@pytest.mark.parametrize("said", ["", "  \u200b ", "x" * 121])
def test_a_name_that_is_none_is_refused(database: str, said: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(InvalidInput):
            donate_to_named(session, scene.gifts[0], said, AT)

        assert scene.gifts[0].status == "created"


def test_the_workspaces_charities_are_offered_by_country(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        who = actor(session, scene)
        for country, number in (("CZ", "1"), ("RO", "2"), ("", "3")):
            add_charity(session, who, FORM | {"country": country, "registration": number}, ("en",), AT)
        retired = add_charity(session, who, FORM | {"registration": "4"}, ("en",), AT)
        retire_charity(session, who, retired.id, AT)
        offered = charities_for(session, scene.workspace_id, "CZ")
        assert [one.registration for one in offered] == ["1", "3"]
        donate_gift(session, scene.gifts[0], offered[0].id, AT)

        assert scene.gifts[0].charity == offered[0].id


@pytest.mark.parametrize(
    ("wrong", "param"),
    [({"name": " "}, "name"), ({"registration": ""}, "registration"), ({"country": "ZZZ"}, "country"),
     ({"line": ""}, "line"), ({"line": "x" * 201}, "line")],
)  # fmt: skip
def test_a_charity_without_what_it_needs_is_not_kept(database: str, wrong: dict[str, str], param: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        with pytest.raises(InvalidInput) as refusal:
            add_charity(session, actor(session, scene), FORM | wrong, ("en",), AT)

        assert (refusal.value.param, session.query(Charity).count()) == (param, 0)


def test_a_declined_gift_can_still_be_donated_and_what_was_told_stays(database: str) -> None:
    with transaction() as session:
        scene = set_scene(session)
        decline_gift(session, scene.gifts[0], "gift_policy", AT)
        donate_gift(session, scene.gifts[0], "rivers", AT + timedelta(hours=1))

        assert (scene.gifts[0].status, scene.gifts[0].decline_reason) == ("donated", None)
