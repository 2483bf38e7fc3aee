"""Every text field of every form, with texts that hold nothing to see or hide something: the exact outcome, and pages that open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import pytest
from flask import request
from sqlalchemy import select

from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import reading, transaction
from service.gifting.accept import accept_gift
from service.gifting.models import RecipientGift
from service.recipients.models import ProfileFact, Recipient
from service.recipients.postal.addresses import address_of
from service.written import one_line, written
from tests.console import NONCE, Console, console_app
from tests.factories import make_campaign, make_fact, make_user
from tests.hostile import HOSTILE
from tests.line_ends import loose
from tests.service.content.reading import link, nonce_on, scene_now
from tests.service.gifting.scene import Scene
from tests.service.gifting.test_settle import ADDRESS
from tests.service.planning.message.form.test_read_form import FORM
from tests.uploads import keep_checked, states, waiting

FEW: Final = ("\u200b", "\u0301" * 10_000, "\x00", "che\u202ess")
NAMES: Final = (
    "name",
    "sender_name",
    "sender_title",
    "sender_company",
    "sender_street",
    "sender_city",
    "sender_registration",
)
LIST: Final = b"Company,Work email,Country,First name\nNordlys,kari@example.com,NO,Kari\n"


@dataclass(frozen=True)
class House:
    scene: Scene
    draft: str
    console: Console
    reader: Console
    facts: dict[str, str]

    def send(self, browser: Console, path: str, **fields: str) -> tuple[int, str | None]:
        """A form as bytes: what no client of ours would send arrives as well."""
        sent = {"csrf": NONCE, "nonce": self.nonce} | fields
        body = "&".join(f"{name}={quote(text.encode('utf-8', 'surrogatepass'))}" for name, text in sent.items())
        answer = browser.client.post(path, data=body, content_type="application/x-www-form-urlencoded")
        return answer.status_code, answer.location

    @property
    def page(self) -> str:
        return f"/gift/{self.scene.gifts[0].id}"

    @property
    def nonce(self) -> str:
        return nonce_on(self.reader.get(f"{self.page}/privacy").text)


@pytest.fixture
def house(database: str) -> Iterator[House]:
    scene = scene_now(people=2)
    with transaction() as session:
        user = make_user(session, scene.workspace_id)
        facts = {kind: make_fact(session, scene.people[0], kind, "chess").id for kind in ("interest", "size")}
        accept_gift(session, session.get_one(RecipientGift, scene.gifts[1].id), utc_now())
        draft = make_campaign(session, scene.workspace_id, name="Draft")
    keep_checked(scene.workspace_id, draft.id, LIST, "list.csv")
    reader = Console()
    for gift in scene.gifts:
        assert reader.get(link(gift)).status_code == 303
    yield House(scene, draft.id, Console(user), reader, facts)


Check = Callable[[House, str], None]


def correct_a_fact(house: House, text: str) -> None:
    """The old value stands until there is a new one, and the page with its erase button opens."""
    for kind in house.facts:
        _, before = _standing(house, kind)
        said = written(text).strip()
        is_value = bool(said) and len(said) <= 300
        path = f"{house.page}/privacy"
        status, where = house.send(house.reader, path, act="correct", fact=_standing(house, kind)[0], value=text)
        assert (status, f"{house.page}/told/" in str(where)) == (303, is_value)
        assert house.reader.get(str(where)).status_code == 200
        assert _standing(house, kind)[1] == (said if is_value else before)
        assert 'value="erase_me"' in house.reader.get(path).text


def correct_the_name(house: House, text: str) -> None:
    path = f"{house.page}/privacy"
    _, where = house.send(house.reader, path, act="correct", fact="name", value=text)
    with reading() as session:
        person = session.get_one(Recipient, house.scene.people[0].id)
        if str(where).endswith("notice=corrected#done"):
            assert person.given_name == one_line(text) != ""
        else:
            assert where == f"{path}?notice=invalid#done"
    assert house.reader.get(house.page).status_code == 200
    assert house.console.get("/people").status_code == 200


def give_an_address(house: House, text: str) -> None:
    gift = house.scene.gifts[1].id
    for field in ("name", "street", "city"):
        status, _ = house.send(
            house.reader, f"/gift/{gift}/address", **{**ADDRESS, field: text, "nonce": _nonce(house, gift)}
        )
        with reading() as session:
            address = address_of(session, gift)
        is_value = 0 < len(one_line(text)) <= 160 and status == 303
        assert status == (303 if is_value else 422)
        assert not is_value or getattr(address, field) == one_line(text)
        assert house.reader.get(f"/gift/{gift}").status_code == 200


def write_a_campaign(house: House, text: str) -> None:
    path = f"/campaigns/{house.draft}/message"
    form = FORM | {"deliver_on": "2027-12-15", "expires_on": "2027-12-20"}
    for field in (*NAMES, "brand_name", "occasion_en", "message_en", "message_cs"):
        status, _ = house.send(house.console, path, **{**form, field: text})
        assert status in {303, 422}
        if not written(text):
            assert status == (303 if field == "message_cs" else 422), field
        with reading() as session:
            kept = str(_kept(session.get_one(Campaign, house.draft), field))
        assert status == 422 or kept == written(text).strip(), field
        assert house.console.get(path).status_code == 200


def mend_a_cell(house: House, text: str) -> None:
    upload_id, path = waiting(house.draft), f"/campaigns/{house.draft}/people"
    for field in ("given_name", "company", "email"):
        assert house.send(house.console, f"{path}/{upload_id}/cells", **{f"cell-2-{field}": text})[0] == 303
        assert house.console.get(path).status_code == 200
    assert states(upload_id)[2] == "bad" or written(text), "no company and no address stop a row"


def search(house: House, text: str) -> None:
    assert house.send(house.console, "/people", q=text)[0] == 200
    assert house.console.get(f"/gifts?q={quote(text.encode('utf-8', 'surrogatepass'))}").status_code == 200
    assert house.console.get(f"{house.page}?notice={quote(text.encode('utf-8', 'surrogatepass'))}").status_code in {
        200,
        410,
    }
    path = f"/people/{house.scene.people[0].id}/facts"
    assert house.send(house.console, path, fact=text, reason=text)[0] in {303, 404, 422}


CHECKS: Final[tuple[Check, ...]] = (
    correct_a_fact,
    correct_the_name,
    give_an_address,
    write_a_campaign,
    mend_a_cell,
    search,
)


@pytest.mark.parametrize("check", CHECKS)
def test_a_field_keeps_a_value_or_says_that_it_is_none(check: Check, house: House) -> None:
    for text in FEW[:: 4 if check in (give_an_address, write_a_campaign) else 1]:
        check(house, arriving(text))


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS)
def test_every_hostile_text_in_every_field(check: Check, house: House) -> None:
    for text in HOSTILE[:: 1 if check in (correct_a_fact, correct_the_name) else 9]:
        check(house, arriving(text))


def arriving(text: str) -> str:
    """Bytes that are no UTF-8 stay written as they were sent."""
    return "".join(
        quote(sign.encode("utf-8", "surrogatepass")) if "\ud800" <= sign <= "\udfff" else sign for sign in text
    )


@pytest.mark.usefixtures("database")
def test_nobody_signs_in_with_nothing() -> None:
    assert [Console().post("/sign-in", email=text, password=text).status_code for text in ("\u200b", "\x00")] == [
        422,
        422,
    ]


def test_every_form_is_read_by_the_rule_of_what_is_a_value_and_passwords_as_they_are_typed() -> None:
    body = "&".join(f"f{place}={quote(text.encode('utf-8', 'surrogatepass'))}" for place, text in enumerate(HOSTILE))
    context = console_app().test_request_context(
        "/sign-in",
        method="POST",
        data=body + "&password=" + quote(" e\u0301 "),
        content_type="application/x-www-form-urlencoded",
    )
    with context:
        read = [request.form[f"f{place}"] for place in range(len(HOSTILE))]
        assert read == [written(arriving(text)) for text in HOSTILE]
        assert request.form["password"] == " e\u0301 "


def test_what_stands_in_the_rows_already_is_told_and_can_be_erased(house: House) -> None:
    """Rows of before: an older version took these for values."""
    with transaction() as session:
        person = session.get_one(Recipient, house.scene.people[0].id)
        person.given_name, person.family_name, person.city = "\u200b", "\u3164", "\u2060"
        session.get_one(ProfileFact, house.facts["interest"]).value = "\u200b"
        make_fact(session, person, "dislike", "\x00")
        make_fact(session, person, "allergen", "plutonium")
        make_fact(session, person, "away", "some time")
        campaign = session.get_one(Campaign, house.scene.campaign.id)
        campaign.sender = campaign.sender | {"company": "\u200b", "name": "half\ud800"}
        campaign.brand = campaign.brand | {"name": "\u200b", "ember": "no colour"}
    page = house.reader.get(f"{house.page}/privacy")
    assert page.status_code == 200
    assert loose(page.text).casefold().count("něco, co už nelze přečíst") == 5
    for path in (
        "/",
        "/people",
        f"/people/{house.scene.people[0].id}",
        f"/campaigns/{house.draft}/message",
    ):
        assert house.console.get(path).status_code == 200, path
    path = f"{house.page}/privacy"
    assert house.send(house.reader, path, act="erase_me", confirm="yes") == (200, None)


def _standing(house: House, kind: str) -> tuple[str, str]:
    with reading() as session:
        row = session.scalars(
            select(ProfileFact).where(
                ProfileFact.recipient_id == house.scene.people[0].id,
                ProfileFact.kind == kind,
                ProfileFact.withdrawn_at.is_(None),
            )
        ).one()
        return row.id, row.value


def _nonce(house: House, gift_id: str) -> str:
    return nonce_on(house.reader.get(f"/gift/{gift_id}").text)


def _kept(campaign: Campaign, field: str) -> object:
    if field in {"occasion_en", "message_en", "message_cs"}:
        name, locale = field.rsplit("_", 1)
        return getattr(campaign, name).get(locale, "")
    if field == "brand_name":
        return campaign.brand["name"]
    return campaign.name if field == "name" else campaign.sender[field.removeprefix("sender_")]
