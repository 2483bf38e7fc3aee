"""The one mail that reminds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from renderers.context import Money
from renderers.errors import ProofFailed
from renderers.mail.reminder import OfferBeside, reminder_mail
from renderers.samples.stories import SAMPLE_STORIES
from tests.renderers.mail.parts import file

JANA = SAMPLE_STORIES["jana"]
SUBJECTS = {
    "jana": "Still here for you: a gift from Nora Whitfield",
    "jana-cs": "Nora Whitfield: dárek na vás pořád čeká",
    "darya": "Nora Whitfield: подарок всё ещё ждёт вас",
    "thordis": "Nora Whitfield: gjöfin bíður þín enn",
    "stefan": "Nora Whitfield: cadoul încă vă așteaptă",
    "amal": "هديتكم من \u2068Nora Whitfield\u2069 ما زالت في انتظاركم",
    "misaki": "Nora Whitfieldからの贈り物をお預かりしています",
}


def test_the_whole_mail_in_plain_text() -> None:
    assert (
        file(reminder_mail(JANA), "text")
        == f"""\
Jana, your gift is still here.

Nora Whitfield at Fjord & Loom AS has a gift for you, with a short film. You can accept it, swap it, donate \
its value or say no.

See your gift:
{JANA.links.personal}

You have until Friday 14 May. After that the offer simply ends. This is our only reminder.

--
Sent on behalf of Nora Whitfield at Fjord & Loom AS, Nedre gate 7, 0551 Oslo, Norway. You’re receiving this because \
Fjord & Loom AS lists you as a contact at Vltava Instruments. \
Accepting puts you under no obligation. We don’t track whether you open this email.

What we know about you:
{JANA.links.privacy}

Your preferences:
{JANA.links.page}/preferences

No more gifts from Fjord & Loom AS:
{JANA.links.unsubscribe}
"""
    )


@pytest.mark.parametrize(("name", "subject"), SUBJECTS.items())
def test_every_language_has_its_own_subject(name: str, subject: str) -> None:
    assert file(reminder_mail(SAMPLE_STORIES[name]), "subject") == subject


@pytest.mark.parametrize("name", SAMPLE_STORIES)
def test_it_names_neither_the_gift_nor_why_it_was_chosen(name: str) -> None:
    story = SAMPLE_STORIES[name]
    for part in ("body", "text"):
        said = file(reminder_mail(story), part)
        assert story.gift.name not in said
        assert not any(
            re.search(rf"\b{re.escape(fact.value)}\b", said) for fact in story.reasons if fact.code != "place"
        )


def test_nobody_s_name_is_guessed() -> None:
    assert file(reminder_mail(SAMPLE_STORIES["no-name"]), "text").startswith("Your gift is still here.\n")


def test_a_sender_without_a_company_reminds_nobody() -> None:
    with pytest.raises(ProofFailed, match="empty value"):
        reminder_mail(replace(JANA, sender=replace(JANA.sender, company=" ")))


WORDS = OfferBeside("Two months on us", "Renew by June.", "en", Money(12_000, "EUR"), date(2027, 6, 30))


@pytest.mark.parametrize("name", SUBJECTS)
def test_an_offer_stands_below_what_the_mail_is_about_in_every_language(name: str) -> None:
    story = SAMPLE_STORIES[name]
    mail, plain = reminder_mail(story, WORDS), reminder_mail(story)
    said = file(mail, "text")
    assert said.index(f"{story.links.personal}\n") < said.index(WORDS.title) < said.index(f"{story.links.page}/offers")
    assert f"{story.links.page}/offers" in file(mail, "body")
    assert "/offers" not in file(plain, "text") + file(plain, "body")
    assert file(mail, "subject") == file(plain, "subject")


def test_the_words_of_an_offer_in_plain_text() -> None:
    said = file(reminder_mail(JANA, WORDS), "text")
    assert (
        said[said.index("Also from") : said.index("\n--\n")].strip()
        == f"""\
Also from Fjord & Loom AS

Two months on us
Renew by June.
worth €120
Until 30 June.
Your gift is yours either way.

Everything we have for you:
{JANA.links.page}/offers"""
    )
    assert "worth" not in file(reminder_mail(JANA, replace(WORDS, value=None)), "text")
