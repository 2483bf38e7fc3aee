"""One person's letter, before it is sent."""

from __future__ import annotations

import re

import pytest

from service.db.connect import transaction
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

MESSAGE = {"en": "{given_name}, thank you for {gift_name}.", "cs": "{greeting_name}, děkujeme."}


class Desk:
    """A campaign of three people, of whom one has a gift already, and somebody to look at it."""

    def __init__(self) -> None:
        with transaction() as session:
            workspace = make_workspace(session)
            self.campaign = make_campaign(session, workspace.id, message=MESSAGE)
            account = make_account(session, workspace.id)
            self.jana = make_recipient(session, account, given="Jana", family_name="Nováková", locale="cs")
            self.nan = make_recipient(session, account, given="Nan", family_name="Goldin", locale="en")
            self.nobody = make_recipient(session, account, given=None, family_name=None, locale="ar")
            for person in (self.jana, self.nan, self.nobody):
                join(session, self.campaign, person)
            self.outsider = make_recipient(session, account)
            product = make_product(session, workspace.id)
            make_gift(session, self.campaign, self.nan, product, status="pending_approval")
            self.product_name = product.texts["en"]["name"]
            self.base = f"/campaigns/{self.campaign.id}/message/letters"
            self.browser = Console(make_user(session, workspace.id, "manager"))


@pytest.fixture
def desk(database: object) -> Desk:
    return Desk()


def test_everybody_is_listed_and_who_lacks_something_first(desk: Desk) -> None:
    page = desk.browser.get(desk.base).text
    assert "1 person wouldn’t get this message." in page
    assert page.count(f'href="{desk.base}/{desk.nobody.id}"') == 2
    assert page.count(f'href="{desk.base}/{desk.nan.id}"') == 1
    assert "{greeting_name}" in page


def test_a_letter_is_read_in_the_person_s_language_and_form(desk: Desk) -> None:
    page = desk.browser.get(f"{desk.base}/{desk.jana.id}").text
    assert '<p class="from" lang="cs" dir="ltr">Jano, vybrali jsme pro vás dárek.</p>' in page
    assert "Jano, děkujeme." in page
    assert "once a gift is chosen" in page


def test_a_letter_with_a_gift_names_it_and_shows_the_whole_mail(desk: Desk) -> None:
    page = desk.browser.get(f"{desk.base}/{desk.nan.id}").text
    assert f"Nan, thank you for {desk.product_name}." in page
    mail = desk.browser.get(f"{desk.base}/{desk.nan.id}/mail")
    assert mail.status_code == 200
    assert f"Nan, thank you for {desk.product_name}." in mail.text
    assert "sandbox" in mail.headers["Content-Security-Policy"]


def test_a_preview_holds_no_link_that_opens_the_gift(desk: Desk) -> None:
    mail = desk.browser.get(f"{desk.base}/{desk.nan.id}/mail").text
    assert re.findall(r"/(?:g|gift|unsubscribe)/[^\"<\s]+", mail) == []
    assert mail.count("/preview") >= 3


def test_what_is_missing_is_said_and_the_rest_is_still_shown(desk: Desk) -> None:
    page = desk.browser.get(f"{desk.base}/{desk.nobody.id}").text
    assert "This person wouldn’t get the message because it needs {given_name}." in page
    assert 'dir="rtl"' in page


@pytest.mark.parametrize("place", ["", "/mail"])
def test_nobody_else_s_letter_is_shown(desk: Desk, place: str) -> None:
    assert desk.browser.get(f"{desk.base}/{desk.outsider.id}{place}").status_code == 404


def test_a_mail_without_a_gift_is_not_there_yet(desk: Desk) -> None:
    assert desk.browser.get(f"{desk.base}/{desk.jana.id}/mail").status_code == 404
