"""From one installation to another: made there, handed in here, and nothing of it kept until its person says that it is theirs."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.config import settings
from service.content.card import issuers, sealed
from service.content.card.claims import Claims
from service.content.card.sealed import own_key, read_card, seal, to_code
from service.content.pages.nonce import form_nonce
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.errors import InvalidInput
from service.gifting.models import RecipientGift
from service.recipients.models import ProfileFact, Recipient
from tests.console import console_app
from tests.factories import make_fact
from tests.https_server import (
    Server,
    receiver,  # noqa: F401 (a fixture)
)
from tests.line_ends import loose
from tests.service.content.reading import everything, link, scene_now
from tests.service.gifting.scene import Scene

THEIRS = Ed25519PrivateKey.from_private_bytes(b"3" * 32)
"""What another installation signs with."""
YANA = Claims({"allergen": ("nuts",), "material": ("wool",)}, "office", "3000 EUR", "Yana")


@pytest.fixture
def client(database: str) -> FlaskClient:
    issuers.forget_issuers()
    return console_app().test_client()


@pytest.fixture
def elsewhere(
    receiver: Server,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> Server:
    """Another installation, which publishes its keys over real TLS."""
    with monkeypatch.context() as there:
        there.setattr(sealed, "own_key", lambda: THEIRS)
        there.setattr(issuers, "own_key", lambda: THEIRS)
        receiver.body = issuers.published()
    return receiver


def origin(server: Server) -> str:
    return server.url.removesuffix("/hooks")


def made_at(server: Server, claims: Claims = YANA, *, is_invented: bool = False) -> bytes:
    """A card as the other installation makes it."""
    with pytest.MonkeyPatch.context() as there:
        there.setattr(sealed, "own_key", lambda: THEIRS)
        return seal(claims, origin(server), utc_now().date(), is_invented=is_invented)


def come(client: FlaskClient, scene: Scene, *, as_themselves: bool = True) -> None:
    assert client.get(link(scene.gifts[0]) + ("/for-you" if as_themselves else "")).status_code == 303


def press(client: FlaskClient, scene: Scene, act: str, **fields: object) -> TestResponse:
    gift = scene.gifts[0]
    with reading() as session:
        nonce = form_nonce(session.get_one(RecipientGift, gift.id), utc_now())
    return client.post(f"/gift/{gift.id}/my-card/{act}", data={"nonce": nonce} | fields)


def told() -> set[tuple[str, str]]:
    """(kind, value) of all that anybody told themselves and that stands."""
    with reading() as session:
        rows = session.scalars(select(ProfileFact).where(ProfileFact.source == "asked"))
        return {(row.kind, row.value) for row in rows if row.withdrawn_at is None}


def test_a_card_from_another_installation_counts_as_told_here_once_they_say_it_is_theirs(
    client: FlaskClient, elsewhere: Server
) -> None:
    scene = scene_now()
    come(client, scene)
    card = made_at(elsewhere)
    before = everything()
    page = press(client, scene, "read", code=to_code(card))
    shown = loose(page.text)
    assert page.status_code == 200
    assert f"localhost:{elsewhere.port}" in shown
    assert all(word in shown for word in ("Yana", "30"))
    assert everything() == before
    assert [(one.method, one.path) for one in elsewhere.received] == [("GET", issuers.PATH)]

    assert press(client, scene, "keep", card=to_code(card)).status_code == 422
    assert everything() == before
    answer = press(client, scene, "keep", card=to_code(card), agree="yes")
    assert answer.status_code == 303
    assert "/told/" in str(answer.location)
    assert told() == {("allergen", "nuts"), ("material", "wool"), ("place", "office"), ("limit", "3000 EUR")}
    with reading() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        assert person.called == "Yana"
    assert not any("nuts" in str(row) or "HPC1" in str(row) for row in everything()["gift_event"])
    # And back again: what was brought here leaves as a card of this installation, which says the same.
    again = read_card(press(client, scene, "file").data)
    assert (again.claims, again.issuer) == (YANA, settings().base_url)
    sealed.require_signed(again, issuers.keys_of(settings().base_url), utc_now().date())
    assert len(elsewhere.received) == 1


def test_it_adds_up_and_neither_raises_a_limit_nor_takes_anything_away(client: FlaskClient, elsewhere: Server) -> None:
    scene = scene_now()
    with transaction() as session:
        person = session.get_one(Recipient, scene.people[0].id)
        for kind, value in (("allergen", "milk"), ("limit", "2000 EUR"), ("diet", "vegan")):
            make_fact(session, person, kind, value, source="asked")
    come(client, scene)
    press(client, scene, "keep", card=made_at(elsewhere).decode(), agree="yes")
    assert {("allergen", "milk"), ("allergen", "nuts"), ("diet", "vegan"), ("limit", "2000 EUR")} <= told()
    assert ("limit", "3000 EUR") not in told()


def test_a_limit_in_other_money_is_left_out_and_the_page_says_so(client: FlaskClient, elsewhere: Server) -> None:
    scene = scene_now()
    come(client, scene)
    card = made_at(elsewhere, Claims({}, "home", "300000 JPY")).decode()
    assert "jiné měně" in loose(press(client, scene, "read", code=card).text)
    press(client, scene, "keep", card=card, agree="yes")
    assert told() == {("place", "home")}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda card: card.replace(b'"nuts"', b'"milk"'), "Změněná."),
        (lambda card: card[:-60], "To není kartička."),
        (lambda card: card.replace(b"localhost", b"127.0.0.1"), "Změněná."),
        (lambda card: card.replace(b"https://", b"http://"), "Není pravá."),
        (lambda card: card.replace(b"https://localhost", b"https://localhost/x?"), "Není pravá."),
        (lambda card: card.replace(b"https://localhost", b"https://192.168.0.1"), "Není pravá."),
    ],
)
@pytest.mark.parametrize("act", ["read", "keep"])
def test_a_changed_or_a_forged_card_is_refused_with_what_is_wrong_and_nothing_is_kept(
    client: FlaskClient, elsewhere: Server, spoil: Callable[[bytes], bytes], said: str, act: str
) -> None:
    scene = scene_now()
    come(client, scene)
    before = everything()
    words = spoil(made_at(elsewhere)).decode()
    answer = press(client, scene, act, code=words, card=words, agree="yes")
    assert answer.status_code == 422
    assert said in loose(answer.text)
    assert everything() == before


def test_a_hundred_forged_cards_in_the_name_of_this_installation_are_refused(client: FlaskClient) -> None:
    today = utc_now().date()
    good = seal(YANA, settings().base_url, today, is_invented=False)
    keys, refused = issuers.keys_of(settings().base_url), 0
    for number in range(100):
        with pytest.MonkeyPatch.context() as forger:
            seed = number.to_bytes(32, "big")
            forger.setattr(sealed, "own_key", lambda seed=seed: Ed25519PrivateKey.from_private_bytes(seed))
            forged = json.loads(seal(YANA, settings().base_url, today, is_invented=False))
        if number % 2:
            forged["key"] = json.loads(good)["key"]
        try:
            sealed.require_signed(read_card(json.dumps(forged).encode()), keys, today)
        except InvalidInput as error:
            refused += error.param in {"forged", "changed"}
    assert refused == 100
    sealed.require_signed(read_card(good), keys, today)


def test_where_its_issuer_does_not_answer_nobody_is_believed_and_it_is_asked_again(
    client: FlaskClient, elsewhere: Server
) -> None:
    scene = scene_now()
    come(client, scene)
    keys, elsewhere.status = elsewhere.body, 503
    code = to_code(made_at(elsewhere))
    for body in (keys, b"{}", b"[" * 4000, b'{"keys": [{"id": "x", "key": "AAAA"}]}'):
        elsewhere.body = body
        assert press(client, scene, "read", code=code).status_code == 422
        elsewhere.status = 200
    issuers.forget_issuers()
    elsewhere.body = keys
    assert press(client, scene, "read", code=code).status_code == 200


def test_cards_of_invented_people_stay_where_they_were_made(client: FlaskClient, elsewhere: Server) -> None:
    scene = scene_now()
    come(client, scene)
    answer = press(client, scene, "read", code=to_code(made_at(elsewhere, is_invented=True)))
    assert (answer.status_code, "Tady neplatí." in loose(answer.text)) == (422, True)


def test_whoever_came_by_a_link_that_was_passed_on_is_shown_nothing_and_given_no_card(client: FlaskClient) -> None:
    scene = scene_now()
    with transaction() as session:
        make_fact(session, session.get_one(Recipient, scene.people[0].id), "allergen", "nuts", source="asked")
    come(client, scene, as_themselves=False)
    page = client.get(f"/gift/{scene.gifts[0].id}/my-card")
    assert page.status_code == 200
    assert "Vaše kartička" not in loose(page.text)
    for act in ("file", "code"):
        assert press(client, scene, act).status_code == 410
    come(client, scene)
    assert "Vaše kartička" in loose(client.get(f"/gift/{scene.gifts[0].id}/my-card").text)
    assert read_card(press(client, scene, "file").data).claims == Claims({"allergen": ("nuts",)})


def test_its_keys_are_published_and_a_card_is_over_after_a_year(client: FlaskClient) -> None:
    answer = client.get(issuers.PATH)
    public = own_key().public_key().public_bytes_raw()
    assert issuers._read(answer.data) == {sealed.key_id_of(public): public}
    scene = scene_now()
    come(client, scene)
    old = seal(YANA, settings().base_url, utc_now().date() - timedelta(days=400), is_invented=False)
    assert "Prošlá." in loose(press(client, scene, "read", code=old.decode()).text)
