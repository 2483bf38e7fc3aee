"""The drawer: what may stand in a gift's place, and what the guards stop."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.catalog.models import Product
from service.db.connect import reading, transaction
from service.dietary.vocabulary import MATERIALS
from service.gifting.decision_records import record_decision
from service.gifting.models import RecipientGift
from service.planning.plan.change import Looked, Only, open_drawer
from service.recipients.models import Account, ProfileFact, Recipient
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

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Scene:
    user: User
    campaign: Campaign
    gift: RecipientGift
    book_id: str
    wine_id: str


@pytest.fixture
def scene() -> Scene:
    """Ștefan, who told us that no alcohol is wanted, has a chess set; a book could stand in its place, wine could not."""
    with transaction() as session:
        user = sales_person(session)
        campaign = make_campaign(session, user.workspace_id, status="planned")
        make_match_run(session, campaign)
        person = make_recipient(session, make_account(session, user.workspace_id, country="RO"), "Ștefan")
        join(session, campaign, person)
        make_fact(session, person, "diet", "no_alcohol", source="asked")
        chess = make_product(session, user.workspace_id, "Travel chess set")
        book = make_product(session, user.workspace_id, "Endgame studies", price_minor=3200, category="books")
        wine = make_product(session, user.workspace_id, "Fetească neagră", kind="edible", alcohol=True, min_age=18)
        make_product(session, user.workspace_id, "Walnut desk", price_minor=90_000)
        gift = make_gift(session, campaign, person, chess)
    return Scene(user, campaign, gift, book.id, wine.id)


def test_the_drawer_shows_what_may_be_given_and_what_stands_against_the_rest(scene: Scene) -> None:
    with reading() as session:
        drawer = open_drawer(session, scene.campaign, scene.gift, Looked(), AT)
    assert drawer.name == "Ștefan Nováková"
    assert [entry.product.texts["en"]["name"] for entry in drawer.allowed.items] == ["Endgame studies"]
    assert {entry.product.texts["en"]["name"]: (entry.why_not, entry.changes) for entry in drawer.blocked} == {
        "Fetească neagră": (
            "Can’t be given: not safe for this person; waiting for confirmation of age.",
            ("There’s nothing you can change about that.",),
        ),
        "Walnut desk": (
            "Can’t be given: outside the campaign’s price range.",
            ("Raise the price range to €900.00.",),
        ),
    }


def test_what_a_person_does_not_drink_is_never_told_to_the_sender(scene: Scene) -> None:
    page = Console(scene.user).get(f"/campaigns/{scene.campaign.id}/plan?change={scene.gift.id}").text
    assert "not safe for this person" in page
    assert "alcohol" not in page


def test_a_search_looks_in_names_and_categories(scene: Scene) -> None:
    with reading() as session:
        assert open_drawer(session, scene.campaign, scene.gift, Looked("BOOKS"), AT).allowed.total == 1
        drawer = open_drawer(session, scene.campaign, scene.gift, Looked("feteasca"), AT)
    assert (drawer.allowed.items, [entry.product.id for entry in drawer.blocked]) == ([], [scene.wine_id])


def test_a_gift_is_changed_and_the_change_is_written_down(scene: Scene) -> None:
    path = f"/campaigns/{scene.campaign.id}/plan/{scene.gift.id}"
    answer = Console(scene.user).post(path, product_id=scene.book_id, show="food", page="2")
    assert answer.headers["Location"] == f"/campaigns/{scene.campaign.id}/plan?show=food&page=2"
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gift.id)
        assert (gift.product_id, gift.is_overridden) == (scene.book_id, True)
        assert session.scalars(select(AuditEntry.act)).all() == ["gift.overridden"]


def test_an_unsafe_gift_cannot_be_forced(scene: Scene) -> None:
    answer = Console(scene.user).post(f"/campaigns/{scene.campaign.id}/plan/{scene.gift.id}", product_id=scene.wine_id)
    assert answer.status_code == 409
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gift.id).product_id == scene.gift.product_id


def test_a_launched_gift_is_not_changed_by_the_sender(scene: Scene) -> None:
    with transaction() as session:
        session.get_one(RecipientGift, scene.gift.id).status = "created"
    with reading() as session:
        gift = session.get_one(RecipientGift, scene.gift.id)
        drawer = open_drawer(session, scene.campaign, gift, Looked(), AT)
    assert (drawer.can_change, drawer.allowed.total) == (False, 1)
    page = Console(scene.user).get(f"/campaigns/{scene.campaign.id}/plan?change={scene.gift.id}").text
    assert "Why not another?" in page
    assert 'type="radio"' not in page


def test_why_this_gift_is_told_with_its_figures_beside_the_next_best(scene: Scene) -> None:
    with reading() as session:
        drawer = open_drawer(session, scene.campaign, scene.gift, Looked(), AT)
    assert drawer.story == (
        "We don’t know this person’s interests, so our estimate, stock and price decided.",
        "It isn’t eaten or used on skin, and contains nothing we know this person avoids.",
        "The next best, Endgame studies, suits them about as well: an estimated fit of 40 in 100, compared with 40.",
    )
    assert drawer.weighing is not None
    assert drawer.weighing.next_best == "Endgame studies"
    assert drawer.weighing.rows[0] == ("Estimated fit, of 100", "40", "40")


def test_what_a_person_told_us_for_ourselves_is_not_told_on(scene: Scene) -> None:
    with transaction() as session:
        person = session.get_one(Recipient, scene.gift.recipient_id)
        make_fact(session, person, "has_already", "book", source="asked", kept_private=True)
        session.get_one(Product, scene.book_id).archetype = "book"
    with reading() as session:
        drawer = open_drawer(session, scene.campaign, scene.gift, Looked("endgame"), AT)
    assert [(entry.why_not, entry.changes) for entry in drawer.blocked] == [
        ("Can’t be given: not right for this person.", ("There’s nothing you can change about that.",))
    ]


def test_a_colleague_who_has_it_is_named(scene: Scene) -> None:
    with transaction() as session:
        account = session.get_one(Account, scene.gift.account_id)
        colleague = make_recipient(session, account, "Ana")
        make_gift(session, scene.campaign, colleague, session.get_one(Product, scene.book_id))
    with reading() as session:
        drawer = open_drawer(session, scene.campaign, scene.gift, Looked("endgame"), AT)
    assert [(entry.why_not, entry.changes) for entry in drawer.blocked] == [
        ("Can’t be given: Ana Nováková, a colleague, gets it.", ("Give Ana Nováková something else.",))
    ]


def test_a_person_without_a_gift_is_told_why_and_who_stands_in_the_way(scene: Scene) -> None:
    with transaction() as session:
        session.get_one(Campaign, scene.campaign.id).band_max_minor = 5000
        account = session.get_one(Account, scene.gift.account_id)
        late = make_recipient(session, account, "Ana")
        make_fact(session, late, "adult", "no")
        gift = make_gift(session, scene.campaign, late, None, unmatched_reasons=["taken_in_account"])
        make_gift(
            session, scene.campaign, make_recipient(session, account, "Ion"), session.get_one(Product, scene.book_id)
        )
    with reading() as session:
        drawer = open_drawer(session, session.get_one(Campaign, scene.campaign.id), gift, Looked(), AT)
    assert drawer.story == (
        "We can’t give them any gift.",
        "Colleagues who have a gift that would have suited them: Ion Nováková, Ștefan Nováková.",
        "Add products this person can have.",
        "Widen the price range.",
    )


def test_what_a_thing_is_made_of_is_told_only_where_the_sender_brought_the_fact(scene: Scene) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gift.id)
        person = session.get_one(Recipient, gift.recipient_id)
        make_fact(session, person, "diet", "vegan", source="imported")
        make_fact(session, person, "diet", "no_alcohol", source="imported")
        leather = dict.fromkeys(MATERIALS, "absent") | {"leather": "contains"}
        book = session.get_one(Product, scene.book_id)
        book.materials = leather
        told = session.scalars(select(ProfileFact).where(ProfileFact.source == "asked")).one()
        told.withdrawn_at = AT
    assert _why_not_the_book(scene) == (
        "Can’t be given: made of or scented with something this person avoids, or not known to be free of it."
    )
    with transaction() as session:
        person = session.get_one(Recipient, gift.recipient_id)
        make_fact(session, person, "material", "leather", source="asked")
    assert _why_not_the_book(scene) == "Can’t be given: not right for this person."


def _why_not_the_book(scene: Scene) -> str:
    with reading() as session:
        drawer = open_drawer(session, scene.campaign, scene.gift, Looked("endgame"), AT)
    return {entry.product.id: entry.why_not for entry in drawer.blocked}[scene.book_id]


def test_all_that_can_be_given_is_shown_a_part_at_a_time_with_pictures(scene: Scene) -> None:
    with transaction() as session:
        for number in range(14):
            make_product(session, scene.campaign.workspace_id, f"Notebook {number:02}", interests=["tea"])
    with reading() as session:
        first = open_drawer(session, scene.campaign, scene.gift, Looked(), AT).allowed
        second = open_drawer(session, scene.campaign, scene.gift, Looked(part="2"), AT).allowed
    assert (first.total, len(first.items), len(second.items), second.first) == (15, 12, 3, 13)
    assert not {entry.product.id for entry in first.items} & {entry.product.id for entry in second.items}
    page = Console(scene.user).get(f"/campaigns/{scene.campaign.id}/plan?change={scene.gift.id}").text
    assert "15 gifts that can be given, best first by our estimate; nobody else’s gift moves; 1 to 12 shown." in page
    assert page.count('class="pick pics"') == 12
    assert "part=2#not-title" in page


def test_a_reason_names_what_ties_a_gift_to_the_person_and_never_what_they_keep_to_themselves(scene: Scene) -> None:
    with transaction() as session:
        person = session.get_one(Recipient, scene.gift.recipient_id)
        make_fact(session, person, "interest", "tea", source="imported")
        make_fact(session, person, "interest", "sailing", source="asked", kept_private=True)
        for interest in ("tea", "sailing"):
            make_product(session, scene.campaign.workspace_id, f"About {interest}", interests=[interest])
    with reading() as session:
        drawer = open_drawer(session, scene.campaign, scene.gift, Looked("about"), AT)
        tied = open_drawer(session, scene.campaign, scene.gift, Looked(only="tied"), AT)
    assert {entry.product.texts["en"]["name"]: entry.tie for entry in drawer.allowed.items} == {
        "About tea": "Tea (from your file).",
        "About sailing": "Not tied to anything we know about Ștefan Nováková.",
    }
    assert [entry.product.texts["en"]["name"] for entry in tied.allowed.items] == ["About tea"]


def test_the_filters_narrow_to_what_they_say(scene: Scene) -> None:
    def shown(only: Only) -> list[str]:
        with reading() as session:
            drawer = open_drawer(session, scene.campaign, scene.gift, Looked(only=only), AT)
        return [entry.product.texts["en"]["name"] for entry in drawer.allowed.items]

    with transaction() as session:
        make_product(session, scene.campaign.workspace_id, "Green tea", kind="edible", price_minor=4500)
    assert shown("cheaper") == ["Endgame studies"]
    assert shown("food") == ["Green tea"]
    assert shown("things") == ["Endgame studies"]
    assert set(shown("closed")) == {"Fetească neagră", "Walnut desk"}
    page = Console(scene.user).get(f"/campaigns/{scene.campaign.id}/plan?change={scene.gift.id}&only=nonsense").text
    assert 'value="all" selected' in page


def test_a_change_by_hand_has_a_way_back_to_what_the_plan_had_chosen(scene: Scene) -> None:
    with transaction() as session:
        gift = session.get_one(RecipientGift, scene.gift.id)
        record_decision(session, gift, "plan", {"product_id": gift.product_id}, AT)
    browser, path = Console(scene.user), f"/campaigns/{scene.campaign.id}/plan"
    assert "Back to that one" not in browser.get(f"{path}?change={scene.gift.id}").text
    browser.post(f"{path}/{scene.gift.id}", product_id=scene.book_id)
    page = browser.get(f"{path}?change={scene.gift.id}").text
    assert "We had chosen Travel chess set" in page
    browser.post(f"{path}/{scene.gift.id}", product_id=scene.gift.product_id)
    with reading() as session:
        assert session.get_one(RecipientGift, scene.gift.id).product_id == scene.gift.product_id
    assert "Back to that one" not in browser.get(f"{path}?change={scene.gift.id}").text
