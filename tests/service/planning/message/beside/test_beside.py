"""The letter and the film strip beside the form, from words that nobody has saved."""

from __future__ import annotations

import pickle
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.app.pages.headers import POLICY as EVERY_PAGE
from service.campaigns.models import Campaign
from service.db.base import utc_now
from service.db.connect import engine, reading, transaction
from service.errors import TooMany
from service.planning.console import WITH_STILLS
from service.planning.message.beside import film_strip as strips
from service.planning.message.beside.as_typed import COMES_OUT_EMPTY, letter_as_typed, typed_campaign
from service.planning.message.beside.look import UNWRITTEN, draw_strip, film_beside
from service.planning.message.form.read_form import show_builder
from service.workspaces.models import AuditEntry
from tests.console import Console
from tests.factories import (
    join,
    make_account,
    make_campaign,
    make_gift,
    make_product,
    make_recipient,
    make_user,
    make_workspace,
)


class Desk:
    """A draft of two people, of whom Nan has a gift, with its form as it stands."""

    def __init__(self) -> None:
        with transaction() as session:
            workspace = make_workspace(session)
            self.campaign = make_campaign(
                session, workspace.id, expires_at=utc_now() + timedelta(days=30), status="planned"
            )
            account = make_account(session, workspace.id)
            self.nobody = make_recipient(session, account, given=None, family_name=None, locale="en")
            self.nan = make_recipient(session, account, given="Nan", family_name="Goldin", locale="en")
            self.outsider = make_recipient(session, account)
            for row, person in enumerate((self.nobody, self.nan), start=2):
                join(session, self.campaign, person, row)
            self.product = make_product(session, workspace.id)
            make_gift(session, self.campaign, self.nan, self.product, status="pending_approval")
            self.workspace_id = workspace.id
            self.user = make_user(session, workspace.id, "manager")
        self.browser = Console(self.user)
        self.path = f"/campaigns/{self.campaign.id}/message/look"
        self.fields = show_builder(self.campaign)


@pytest.fixture
def desk(database: object) -> Desk:
    return Desk()


def test_a_letter_reads_as_it_is_typed_with_what_we_know_underlined_and_nothing_is_saved(desk: Desk) -> None:
    typed = desk.fields | {
        "message_en": "Thank you, {given_name}, for {gift_name} <b>now</b>.",
        "sender_name": "Ada King",
    }
    page = desk.browser.post(desk.path, **typed, who=desk.nan.id, part="letter").text
    known = '<span class="known">{}</span>'.format
    gift = desk.product.texts["en"]["name"]
    assert f"Thank you, {known('Nan')}, for {known(gift)} &lt;b&gt;now&lt;/b&gt;." in page
    assert '<p class="sig">Ada</p>' in page
    assert "1 person wouldn’t get this message." in page
    with reading() as session:
        assert session.get_one(Campaign, desk.campaign.id).message == desk.campaign.message


def test_what_keeps_somebody_from_the_message_is_said_in_place_of_their_letter(desk: Desk) -> None:
    for words, said in (
        ("Thank you, {given_name}.", "The message needs {given_name}, which we don’t have for them."),
        ("Thank you, {given_nme}.", "There is no field {given_nme}."),
        ("Thank you [[from", "This [[ is never closed with ]]."),
    ):
        page = desk.browser.post(
            desk.path, **(desk.fields | {"message_en": words}), who=desk.nobody.id, part="letter"
        ).text
        assert said in page
        assert "letterbody" not in page


def test_nobody_of_another_campaign_is_shown(desk: Desk) -> None:
    assert desk.browser.post(desk.path, **desk.fields, who=desk.outsider.id, part="letter").status_code == 404


def test_looks_of_one_sitting_are_one_line_of_the_audit_log_and_samples_none(desk: Desk) -> None:
    for who in (desk.nan.id, desk.nan.id, "jana", desk.nobody.id):
        assert desk.browser.post(desk.path, **desk.fields, who=who, part="letter").status_code == 200
    with reading() as session:
        seen = select(AuditEntry.subject_id).where(AuditEntry.act == "letter.seen").order_by(AuditEntry.id)
        assert session.scalars(seen).all() == [desk.nan.id, desk.nobody.id]


def test_the_press_of_show_needs_no_script_and_keeps_what_was_typed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strips, "draw_bounded", lambda *_: pickle.dumps([("The gift", 1.0, 2.4, b"x")]))
    answer = desk.browser.post(desk.path, **(desk.fields | {"name": "Not saved", "budget": "never"}), who=desk.nan.id)
    assert answer.status_code == 200
    assert 'value="Not saved"' in answer.text
    assert (
        '<img src="data:image/webp;base64,eA==" alt="" width="320" height="180"><span>The gift<br>1 to 2 s</span>'
        in answer.text
    )
    assert f'<option value="{desk.nan.id}" selected>' in answer.text
    with reading() as session:
        films = session.scalars(select(AuditEntry.act).where(AuditEntry.act == "gift.film_seen")).all()
    assert films == ["gift.film_seen"]


def test_a_new_campaign_is_read_by_sample_people(desk: Desk) -> None:
    page = desk.browser.post("/campaigns/new/look", message_en="Hello, {given_name|you}.", part="letter").text
    assert 'Hello, <span class="known">Jana</span>.' in page


@pytest.mark.parametrize("part", ["film", ""])
def test_stills_are_drawn_with_no_transaction_open(desk: Desk, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """Drawing takes seconds: neither a connection nor the view of the database at its begin is held meanwhile."""
    held = []

    def draw(*_: object) -> bytes:
        held.append(engine().pool.checkedout())  # type: ignore[attr-defined]
        return pickle.dumps([("The gift", 1.0, 2.4, b"x")])

    monkeypatch.setattr(strips, "draw_bounded", draw)
    assert desk.browser.post(desk.path, **desk.fields, who=desk.nan.id, part=part).status_code == 200
    with reading() as session:
        desk.browser.get("/")
        session.scalars(select(Campaign.id)).all()
        inside = engine().pool.checkedout()  # type: ignore[attr-defined]
    assert (held, inside) == ([0], 1)


def test_one_strip_at_a_time_and_whoever_comes_second_is_told_to_wait(desk: Desk) -> None:
    assert strips._free.acquire(blocking=False)
    try:
        answer = desk.browser.post(desk.path, **desk.fields, who=desk.nan.id, part="film")
        assert answer.status_code == TooMany.status
    finally:
        strips._free.release()


def test_a_real_film_gives_one_still_for_each_chapter_in_the_typed_words(desk: Desk) -> None:
    """The child is real: this is what a browser gets."""
    with reading() as session:
        typed = typed_campaign(desk.fields, session.get_one(Campaign, desk.campaign.id), desk.workspace_id)
        film = film_beside(session, typed, "jana")
        letter = letter_as_typed(session, typed, "jana")
    strip = draw_strip(film)
    assert strip.fault == ""
    assert [still.title for still in strip.stills][-1] == "What’s in it"
    assert strip.stills[0].begin == 0
    assert all(a.end == b.begin for a, b in zip(strip.stills, strip.stills[1:], strict=False))
    assert all(still.picture.startswith("data:image/webp;base64,UklGR") for still in strip.stills)
    assert letter.gift_id is None


@pytest.mark.parametrize(
    ("message", "film", "letter"),
    [
        ("", UNWRITTEN, ""),
        (" \n ", UNWRITTEN, ""),
        ("[[Hello, {given_name}.]]", COMES_OUT_EMPTY, COMES_OUT_EMPTY),
    ],
)
def test_where_nothing_is_written_the_strip_says_so_and_never_how_we_keep_it(
    desk: Desk, message: str, film: str, letter: str
) -> None:
    with reading() as session:
        kept = session.get_one(Campaign, desk.campaign.id)
        typed = typed_campaign({**desk.fields, "message_en": message}, kept, desk.workspace_id)
        strip, found = (look(session, typed, desk.nobody.id) for look in (film_beside, letter_as_typed))
        assert (strip.fault, found.fault) == (film, letter)


def test_the_page_may_show_pictures_from_its_own_answer_and_is_else_as_strict_as_every_page() -> None:
    def parts(policy: str) -> dict[str, str]:
        return dict(part.strip().split(" ", 1) for part in policy.split(";"))

    assert parts(WITH_STILLS) == parts(EVERY_PAGE) | {"img-src": "'self' data:"}
    assert re.fullmatch(r"[^\n]+", WITH_STILLS)


def test_a_form_nobody_has_typed_into_finds_no_fault(desk: Desk) -> None:
    with reading() as session:
        letter = letter_as_typed(session, typed_campaign({}, None, desk.workspace_id), "jana")
    assert (letter.fault, letter.pieces) == ("", ())
