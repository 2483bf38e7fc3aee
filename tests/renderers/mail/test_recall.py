"""The recall notice as a mail: every part that the law asks for, in every language."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

import pytest

from renderers.errors import ProofFailed
from renderers.language import vocabulary
from renderers.language.dates import full_day
from renderers.language.translations import text
from renderers.mail.recall import recall_mail
from renderers.microsite.recall import recall_page
from renderers.product.recall import Hazard, RecallFacts
from renderers.samples.stories import SAMPLE_STORIES
from tests.line_ends import loose
from tests.renderers.mail.parts import file

JANA = SAMPLE_STORIES["jana"]
FACTS = RecallFacts(
    product="Date and sour cherry truffles",
    product_locale="en",
    kind="edible",
    brand="Månefjell",
    sku="HP-0003",
    batch="0321",
    image="products/HP-0003",
    giver="Fjord & Loom AS",
    sent_on=datetime(2027, 3, 25, 9, tzinfo=UTC),
    hazard="allergen",
    allergen="milk",
    details="Batch 0321 was filled on a line for milk chocolate.",
    details_locale="en",
    remedies=("refund", "replacement"),
    contact="+47 800 12 345",
)
HEADINGS = {
    "jana": "Product safety recall",
    "darya": "Отзыв товара из соображений безопасности",
    "thordis": "Innköllun vöru af öryggisástæðum",
    "jana-cs": "Stažení výrobku z oběhu z důvodu bezpečnosti",
    "stefan": "Rechemare din motive de siguranță a produsului",
    "amal": "استدعاء منتج لأسباب تتعلّق بالسلامة",
    "misaki": "製品安全リコール",
}


def test_a_russian_day_ends_with_one_full_stop() -> None:
    mail = file(recall_mail(SAMPLE_STORIES["darya"], FACTS), "text")
    page = text("ru", "safety.recall.read.done", day=full_day("ru", FACTS.sent_on))
    for said in (loose(mail), loose(page)):
        assert "25 марта 2027 г." in said
        assert "г.." not in said


def test_the_whole_notice_in_plain_text() -> None:
    assert (
        file(recall_mail(JANA, FACTS), "text")
        == f"""\
Product safety recall

The product
Name: Date and sour cherry truffles
Brand: Månefjell
Product number: HP-0003
Batch or serial number: 0321
Given to you by: Fjord & Loom AS
Sent to you on 25 March 2027.

The danger
It contains or may contain an allergen that isn’t on its ingredients list: milk. People with this allergy can become \
seriously ill.
Batch 0321 was filled on a line for milk chocolate.

What to do
Stop now: do not eat or drink any more of it.
Keep it away from children and animals, and do not give it to anyone.
If you feel unwell or it has hurt you, get medical help.
If someone else has it now, tell them about this recall.

What you get, free of charge
You can choose one of these:
- the value of the gift, paid to you
- a safe gift of the same value instead

How to get it, and who to ask
Free of charge: +47 800 12 345

Read and confirm:
{JANA.links.page}/recall

Press once to let us know that it has reached you. We count nothing else.

--
Sent on behalf of Nora Whitfield at Fjord & Loom AS, Nedre gate 7, 0551 Oslo, Norway. You’re receiving this because \
Fjord & Loom AS lists you as a contact at Vltava Instruments. \
This email is about your safety, so we also send it to people who want no \
other email from us. We don’t track whether you open it.

What we know about you:
{JANA.links.privacy}

Your preferences:
{JANA.links.page}/preferences
"""
    )


@pytest.mark.parametrize(("name", "heading"), HEADINGS.items())
def test_every_part_stands_in_every_language(name: str, heading: str) -> None:
    story = SAMPLE_STORIES[name]
    mail, locale = recall_mail(story, FACTS), story.person.locale
    told = f"{heading}{'：' if locale == 'ja' else ': '}Date and sour cherry truffles"
    assert re.sub("[\u2068\u2069]", "", file(mail, "subject")) == told
    assert ("\u2068Date" in file(mail, "subject")) == (locale == "ar")
    page = recall_page(story, FACTS, base_path="/gift/gft_1", nonce="1.a", confirmed_at=None, is_stale=False).decode()
    for drawn in (file(mail, "text"), page.replace("<bdi>", "").replace("</bdi>", "")):
        words = loose(drawn).replace("\u2068", "").replace("\u2069", "")
        for value in (heading, FACTS.product, FACTS.brand, FACTS.sku, "0321", FACTS.details, FACTS.contact):
            assert value in words
        danger = text(locale, "safety.recall.danger.allergen", allergen=vocabulary.allergen(locale, "milk"))
        assert danger.replace("\N{NO-BREAK SPACE}", " ") in words
        for key in (
            "todo.edible", "todo.keep", "todo.doctor", "todo.pass_on", "remedy.choose", "remedy.refund",
            "remedy.replacement", "read.why",
        ):  # fmt: skip
            assert loose(text(locale, f"safety.recall.{key}")) in words


@pytest.mark.parametrize("name", HEADINGS)
@pytest.mark.parametrize("hazard", get_args(Hazard))
def test_every_danger_has_its_sentence(name: str, hazard: Hazard) -> None:
    story = SAMPLE_STORIES[name]
    facts = replace(FACTS, hazard=hazard, allergen="milk" if hazard == "allergen" else None, batch=None, sent_on=None)
    mail = recall_mail(story, facts)
    assert loose(text(story.person.locale, "safety.recall.product.every_batch")) in file(mail, "text")
    assert file(mail, "text").count(FACTS.details) == 1


@pytest.mark.parametrize(
    ("kind", "stop"),
    [
        ("edible", "Stop now: do not eat or drink any more of it."),
        ("skin", "Stop now: do not put any more of it on your skin."),
        ("neither", "Stop using it now."),
    ],
)
def test_to_stop_is_said_as_the_thing_is_used(kind: str, stop: str) -> None:
    assert stop in file(recall_mail(JANA, replace(FACTS, kind=kind)), "text")  # type: ignore[arg-type]


def test_one_remedy_is_no_choice() -> None:
    said = file(recall_mail(JANA, replace(FACTS, remedies=("repair",))), "text")
    assert "You get:\n- a repair that makes it safe" in said
    assert "You can choose" not in said


def test_everybody_with_the_product_reads_the_same_and_nobody_s_diet_stands_in_it() -> None:
    reading = {name: file(recall_mail(story, FACTS), "body") for name, story in SAMPLE_STORIES.items()}
    for name, story in SAMPLE_STORIES.items():
        told = {fact.value for fact in story.reasons if fact.code in {"diet", "allergen"}} - {"milk"}
        assert [word for word in told if f">{word}<" in reading[name]] == []
    assert recall_mail(JANA, FACTS) == recall_mail(replace(JANA, reasons=()), FACTS)


def test_without_a_picture_none_is_asked_for() -> None:
    assert "<img" not in file(recall_mail(JANA, replace(FACTS, image=None)), "body")
    assert '<img src="cid:product"' in file(recall_mail(JANA, FACTS), "body")


def test_a_notice_without_a_danger_is_not_drawn() -> None:
    with pytest.raises(ProofFailed, match="empty value"):
        recall_mail(JANA, replace(FACTS, details=" "))
