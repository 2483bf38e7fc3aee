"""What the brand card's tone and formality find, in the sender's words and in ours."""

from __future__ import annotations

from typing import Any

import pytest

from renderers.language.translations import LOCALES
from service.campaigns.models import Campaign
from service.db.connect import transaction
from service.errors import InvalidInput
from service.planning.form_faults import FaultList
from service.planning.launch.told.before import checks_of
from service.planning.message.card import card_of
from service.planning.message.card_rules import OF_TONE, RULES, TONES, Rule, broken_by
from service.planning.message.form.spoken import check_spoken, read_spoken, show_spoken
from service.planning.message.our_texts import SURFACES, our_texts
from service.planning.message.personal.keep import keep_line
from service.recipients.models import Account
from tests.factories import AT
from tests.service.gifting.scene import set_scene


def written(card: dict[str, Any], **message: str) -> Campaign:
    brand = {"name": "Fjord & Loom", "card": card}
    return Campaign(brand=brand, occasion={"en": "a year"}, message=message, old_words={}, inscription=None)


def broken(card: dict[str, Any], rule: str, **message: str) -> tuple[str, ...]:
    found = next(one for one in card_of(written(card, **message)) if one.rule.startswith(rule))
    return tuple(place for place in found.broken if "(ours)" not in place)


@pytest.mark.parametrize(
    ("rule", "locale", "words", "found"),
    [
        ("exclamation", "en", "Thank you!", "!"),
        ("exclamation", "ja", "ありがとうございます！", "！"),
        ("exclamation", "en", "Thank you.", None),
        ("shouting", "en", "A HUGE thank-you.", None),
        ("shouting", "en", "An ENORMOUS thank-you.", "ENORMOUS"),
        ("shouting", "ja", "データをJSONとCSVで収録", None),
        ("long", "en", "word " * 25, None),
        ("long", "en", "word " * 26, "word word word word word word word word word word word word …"),
        ("praise", "cs", "Ten nejlepší dárek.", "nejlepší"),
        ("praise", "en", "A bestseller.", None),
        ("hurry", "ru", "Это последний шанс.", "последний шанс"),
        ("hurry", "en", "There is no hurry.", "hurry"),
        ("common_past", "en", "Thank you for a good year.", "Thank you for"),
        ("common_past", "en", "Checked against a list.", None),
        ("common_past", "ja", "日頃のご協力に", "ご協力"),
    ],
)
def test_a_rule_finds_the_words_that_break_it(rule: Rule, locale: str, words: str, found: str | None) -> None:
    assert broken_by(rule, locale, words) == found


@pytest.mark.parametrize(
    ("locale", "how", "words", "found"),
    [
        ("cs", "formal", "Děkujeme ti, máš to u nás.", "máš"),
        ("cs", "formal", "Děkujeme vám.", None),
        ("cs", "informal", "Děkujeme vám.", "vám"),
        ("ru", "formal", "Это для тебя.", "тебя"),
        ("ro", "informal", "Este pentru dumneavoastră.", "dumneavoastră"),
        ("en", "formal", "We’ll be there.", "’ll"),
        ("en", "formal", "We will be there.", None),
        ("is", "formal", "Þetta er handa þér.", None),
    ],
)
def test_readers_are_addressed_as_the_card_says(locale: str, how: str, words: str, found: str | None) -> None:
    assert broken_by("formality", locale, words, how) == found


def test_our_own_sentences_are_read_too_on_every_surface_and_in_every_language() -> None:
    assert set(SURFACES) == {
        "page", "email", "film", "statement", "questions", "conversation", "text messages"
    }  # fmt: skip
    assert all(our_texts(locale, surface) for locale in LOCALES for surface in SURFACES)
    informal = card_of(written({"formality": ["cs informal"]}, cs="Ahoj."))[-1]
    places = {place.split(" in the ")[1] for place in informal.broken}
    # A statement addresses nobody.
    assert {f"{surface} (ours), čeština" for surface in SURFACES} - places == {"statement (ours), čeština"}


def test_our_czech_russian_and_romanian_keep_to_the_formal_address() -> None:
    formal = card_of(written({"formality": ["cs formal", "ru formal", "ro formal"]}, en="Hello."))[-1]
    assert formal.broken == ()


def test_tone_words_and_what_always_stands_are_looked_for_where_the_sender_wrote() -> None:
    card = {"tone": list(TONES), "always": ["Loom Club", "thank you"]}
    assert broken(card, "Calm: no exclamation", en="Thank you!") == ("“!” in the message, English",)
    assert broken(card, "Modest", en="The best gift.") == ("“best” in the message, English",)
    assert broken(card, "Always", en="Thank you.") == ("“Loom Club” is missing from the message",)
    assert [one.rule for one in card_of(written(card, en="x"))[2:]] == [
        RULES[rule] for tone in TONES for rule in OF_TONE[tone]
    ]


@pytest.mark.usefixtures("database")
def test_before_the_launch_lines_and_words_to_strangers_are_read_as_well() -> None:
    with transaction() as session:
        scene = set_scene(
            session, launched=False, brand={"name": "F", "site": "f.example", "card": {"never": ["deal"]}}
        )
        keep_line(session, scene.workspace_id, scene.campaign.id, scene.people[0].id, "What a deal.", AT, "typed")
        (card,) = [one for one in checks_of(session, scene.campaign) if one.what == "Brand card"]
        assert (card.shape, card.note) == ("need", "“deal” in the personal line, čeština")

        keep_line(session, scene.workspace_id, scene.campaign.id, scene.people[0].id, None, AT, "typed")
        scene.campaign.message = {"en": "Thank you for a good year."}
        assert [one.shape for one in checks_of(session, scene.campaign) if one.what == "Brand card"] == ["ok"]
        session.get_one(Account, scene.gifts[0].account_id).relationship = "prospect"
        session.flush()
        (card,) = [one for one in checks_of(session, scene.campaign) if one.what == "Brand card"]
        assert (card.shape, card.note) == ("need", "“Thank you for” in the message, English")


def test_the_form_reads_the_card_and_says_what_it_cannot_mean() -> None:
    form = {"card_tone": "calm, modest", "card_formality": "cs formal, is informal", "card_always": "Loom Club"}
    spoken = read_spoken(form, {}, ("en",))
    assert spoken == {
        "card": {
            "always": ["Loom Club"], "tone": ["calm", "modest"], "formality": ["cs formal", "is informal"],
        }
    }  # fmt: skip
    shown = show_spoken(Campaign(brand=spoken))
    assert (shown["card_tone"], shown["card_formality"]) == ("calm, modest", "cs formal, is informal")
    faults = FaultList()
    check_spoken(faults, read_spoken({"card_tone": "loud", "card_formality": "cs stiff"}, {}, ("en",)))
    with pytest.raises(InvalidInput) as refused:
        faults.require_none()
    assert "calm, plain, modest, unhurried" in str(refused.value)
