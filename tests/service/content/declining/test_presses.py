from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.catalog.models import Product
from service.content.declining.presses import read_sum
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.models import RecipientGift
from service.planning.charities.named import say_no
from service.recipients.charities.models import NamedCharity
from service.recipients.models import Account, ProfileFact, Recipient
from tests.factories import owner_of
from tests.service.content.reading import enter, everything, nonce_on, press, scene_now, status


def begin(client: FlaskClient, gift: RecipientGift) -> None:
    """Opens the link, and reads everything in English from then on."""
    enter(client, gift)
    assert client.get(f"/gift/{gift.id}?language=en").status_code == 200


def facts() -> list[tuple[str, str, str]]:
    with reading() as session:
        rows = session.scalars(select(ProfileFact).where(ProfileFact.withdrawn_at.is_(None)))
        return sorted((row.kind, row.value, row.source) for row in rows)


def fresh(gift: RecipientGift) -> RecipientGift:
    with reading() as session:
        return session.get_one(RecipientGift, gift.id)


def stopped(gift: RecipientGift) -> bool:
    with reading() as session:
        return session.get_one(Recipient, gift.recipient_id).unsubscribed_at is not None


def test_looking_at_the_pages_of_a_no_changes_nothing(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    begin(client, gift)
    before = everything()

    assert [client.get(f"/gift/{gift.id}/{place}").status_code for place in ("no", "limit")] == [200, 200]
    assert everything() == before


@pytest.mark.parametrize(
    ("reason", "kind", "told"),
    [("already_have", "has_already", "you have one already"), ("not_interested", "dislike", "not your kind of thing")],
)
def test_a_reason_about_the_thing_is_noted_and_something_else_is_there_at_once(
    client: FlaskClient, reason: str, kind: str, told: str
) -> None:
    scene = scene_now()
    with transaction() as session:
        for other in scene.others:
            session.get_one(Product, other.id).archetype = "lamp"
    gift = scene.gifts[0]
    begin(client, gift)
    page = client.get(press(client, gift, "why", reason=reason).location.split("#")[0]).text

    after = fresh(gift)
    assert (after.status, after.product_id) == ("opened", scene.others[0].id)
    assert facts() == [(kind, scene.products[0].archetype, "asked")]
    assert told in page
    assert f"/gift/{gift.id}/undo" in page

    press(client, gift, "undo")
    after = fresh(gift)
    assert (after.product_id, facts()) == (scene.products[0].id, [])


def test_where_nothing_else_is_there_the_gift_is_declined_and_the_page_says_so(client: FlaskClient) -> None:
    gift = scene_now(others=0).gifts[0]
    begin(client, gift)
    answer = press(client, gift, "why", reason="already_have")

    assert "Nothing else here suits you right now" in client.get(answer.location.split("#")[0]).text
    after = fresh(gift)
    assert (after.status, after.decline_reason) == ("declined", "already_have")
    assert [fact[0] for fact in facts()] == ["has_already"]


def test_a_limit_is_kept_as_a_fact_and_the_next_choice_keeps_within_it(client: FlaskClient) -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    begin(client, gift)
    answer = press(client, gift, "limit", limit="42,00")

    assert answer.location == f"/gift/{gift.id}?notice=noted_limit#done"
    after = fresh(gift)
    assert (after.status, after.price_minor, facts()) == ("opened", 4000, [("limit", "4200 EUR", "asked")])
    known = client.get(f"/gift/{gift.id}/privacy").text
    assert "The most a gift may cost" in known
    assert "€42" in known


def test_a_limit_above_the_price_keeps_the_gift_and_one_that_nothing_fits_changes_nothing_else(
    client: FlaskClient,
) -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    begin(client, gift)
    assert "notice=limit_kept" in press(client, gift, "limit", limit="60").location

    page = client.get(press(client, gift, "limit", limit="5").location.split("#")[0]).text
    after = fresh(gift)
    assert "Nothing fits within your limit" in page
    assert (after.status, after.product_id, facts()) == (
        "opened", scene.products[0].id, [("limit", "500 EUR", "asked")],
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["", "0", "-3", "free", "1e9", "9" * 19, "1,2,3", "3.9999"])
def test_a_limit_that_is_none_is_refused_with_nothing_changed(client: FlaskClient, typed: str) -> None:
    gift = scene_now().gifts[0]
    begin(client, gift)
    nonce = nonce_on(client.get(f"/gift/{gift.id}").text)
    before = everything()
    answer = client.post(f"/gift/{gift.id}/limit", data={"nonce": nonce, "limit": typed})

    assert everything() == before
    assert "Write a sum above zero" in client.get(answer.location.split("#")[0]).text


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("25", "EUR", 2500), ("25.5", "EUR", 2550), ("25,50", "EUR", 2550), ("1 000", "CZK", 100000),
        ("1.000", "EUR", 100000), ("1,000.50", "EUR", 100050), ("٢٥٫٥", "EUR", 2550), ("２５", "JPY", 25),
        ("1,000", "JPY", 1000), ("1'000", "CHF", 100000), ("12.34.56", "EUR", None), ("1.00.000", "EUR", None),
        ("100000000", "EUR", None), ("²5", "EUR", None), ("25 EUR", "EUR", None),
    ],
)  # fmt: skip
def test_a_sum_is_read_in_every_script(typed: str, currency: str, minor: int | None) -> None:
    assert read_sum(typed, currency) == minor


def test_policy_declines_and_something_smaller_can_still_be_had(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    begin(client, gift)
    page = client.get(press(client, gift, "why", reason="gift_policy").location.split("#")[0]).text

    assert "Your policy comes first" in page
    assert (status(gift), facts()) == ("declined", [("policy", "no_gifts", "asked")])
    nonce = nonce_on(page)
    client.post(f"/gift/{gift.id}/limit", data={"nonce": nonce, "limit": "42"})
    after = fresh(gift)
    assert (after.status, after.price_minor, after.decline_reason) == ("opened", 4000, None)
    assert facts() == [("limit", "4200 EUR", "asked")]


def test_privacy_stops_the_invitations_and_undo_brings_them_back(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    begin(client, gift)
    page = client.get(press(client, gift, "why", reason="privacy").location.split("#")[0]).text

    assert "can’t invite you here again" in page
    assert (status(gift), stopped(gift), facts()) == ("declined", True, [])
    press(client, gift, "undo")
    assert (status(gift), stopped(gift)) == ("opened", False)


def test_whoever_also_asked_for_it_stays_out_when_the_answer_is_undone(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    begin(client, gift)
    press(client, gift, "why", reason="privacy")
    nonce = nonce_on(client.get(f"/gift/{gift.id}").text)
    client.post(f"/gift/{gift.id}/privacy", data={"nonce": nonce, "act": "unsubscribe"})
    press(client, gift, "undo")

    assert (status(gift), stopped(gift)) == ("opened", True)


def test_the_wrong_person_closes_the_link_for_good(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    begin(client, gift)
    answer = press(client, gift, "why", reason="wrong_person")

    assert (answer.status_code, "This link no longer works" in answer.text) == (200, True)
    assert "Jana" not in answer.text
    assert (status(gift), fresh(gift).decline_reason, stopped(gift)) == ("declined", "wrong_person", True)
    for place in ("", "/no", "/statement", "/film.mp4", "/privacy"):
        assert client.get(f"/gift/{gift.id}{place}").status_code == 410


@pytest.mark.parametrize(
    ("fields", "proposed"),
    [
        ({"rule": "no_gifts"}, {"no_gifts": True}),
        (
            {"rule": "limit", "limit": "25"},
            {"limits": {"cap_minor": 2500, "yearly_cap_minor": None, "currency": "EUR"}},
        ),
        ({"rule": "only_me"}, {}),
        ({"rule": "unknown"}, {}),
    ],
)
def test_a_rule_for_everybody_is_asked_and_never_assumed(
    client: FlaskClient, fields: dict[str, str], proposed: dict[str, object]
) -> None:
    gift = scene_now().gifts[0]
    begin(client, gift)
    page = client.get(press(client, gift, "why", reason="gift_policy").location.split("#")[0]).text
    assert "Is that the rule for everyone at Company 0?" in page
    client.post(f"/gift/{gift.id}/company-rule", data={"nonce": nonce_on(page)} | fields)

    with reading() as session:
        account = session.get_one(Account, gift.account_id)
        said = {rule: one["value"] for rule, one in account.proposed_policy.items()}
        kept = {key for one in account.proposed_policy.values() for key in one}
    assert said == proposed
    assert kept <= {"value", "on"}


@pytest.mark.parametrize("reason", ["", "because"])
def test_a_reason_that_is_none_changes_nothing(client: FlaskClient, reason: str) -> None:
    gift = scene_now().gifts[0]
    begin(client, gift)
    nonce = nonce_on(client.get(f"/gift/{gift.id}").text)
    before = everything()
    answer = client.post(f"/gift/{gift.id}/why", data={"nonce": nonce, "reason": reason})

    assert answer.location.endswith("?notice=answer_invalid#done")
    assert everything() == before


def test_any_other_charity_is_taken_down_and_waits(client: FlaskClient) -> None:
    gift = scene_now().gifts[0]
    begin(client, gift)
    page = client.get(f"/gift/{gift.id}/give").text
    assert "Another charity" in page
    missing = client.post(f"/gift/{gift.id}/donate", data={"nonce": nonce_on(page), "charity": "other", "named": " "})
    assert "Write the name of the charity" in client.get(missing.location.split("#")[0]).text
    assert status(gift) == "created"

    client.post(f"/gift/{gift.id}/donate", data={"nonce": nonce_on(page), "charity": "other", "named": "Šumava Owls"})
    with reading() as session:
        row = session.scalars(select(NamedCharity)).one()
        assert (status(gift), fresh(gift).charity, row.name, row.state) == ("donated", row.id, "Šumava Owls", "waiting")


def test_where_the_price_is_hidden_no_page_around_a_no_names_a_sum(client: FlaskClient) -> None:
    gift = scene_now(price_shown=False).gifts[0]
    begin(client, gift)
    for place in ("no", "limit", "give"):
        page = client.get(f"/gift/{gift.id}/{place}").text
        # Signatures of forms are any figures.
        shown = re.sub(r'name="nonce" value="[^"]*"', "", page.split("<main")[1].split("</main>")[0])
        assert "44" not in shown.replace(gift.id, "")
        assert "€" not in page


def test_after_a_no_to_their_charity_the_page_says_so(client: FlaskClient) -> None:
    scene = scene_now()
    gift = scene.gifts[0]
    begin(client, gift)
    nonce = nonce_on(client.get(f"/gift/{gift.id}/give").text)
    client.post(f"/gift/{gift.id}/donate", data={"nonce": nonce, "charity": "other", "named": "Owls"})
    with transaction() as session:
        say_no(session, owner_of(scene.workspace_id), str(fresh(gift).charity), utc_now())

    assert "The charity you named couldn’t be confirmed" in client.get(f"/gift/{gift.id}/give").text
    assert status(gift) == "opened"
