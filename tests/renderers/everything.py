"""Every word that one sample person may read or hear of us: pages, mails, statement, the words of the film. Nothing is encoded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, get_args

from markupsafe import Markup

from renderers.context import CancelReason, LanguageNote, LiveFilm, LivePage, Money, Rendition, Source, Story, ValueStep
from renderers.language.translations import keys, resolve
from renderers.mail.draw import draw as invitation
from renderers.mail.question import question_mail
from renderers.mail.recall import recall_mail
from renderers.mail.reminder import Other, reminder_mail, swap_offer_mail
from renderers.mail.safety import chosen_again_mail, unsafe_mail
from renderers.mail.withdrawn import withdrawn_mail
from renderers.microsite.declining.colleague import ColleaguePage, colleague_page
from renderers.microsite.draw import Became, closed_page, held_page, later_page, moment_page
from renderers.microsite.draw import draw as gift_page
from renderers.microsite.fragments import ANSWERED
from renderers.microsite.live import splice
from renderers.microsite.own.confirm import ConfirmPage, confirm_page
from renderers.microsite.own.privacy import KnownFact, PrivacyPage, privacy_page
from renderers.microsite.own.travelling_card import CardPage, Shown, card_page
from renderers.microsite.own.why import NotDone, WhyGift, WhyNow
from renderers.microsite.player import player
from renderers.microsite.recall import recall_page
from renderers.microsite.telling.address import AddressPage, address_page
from renderers.microsite.telling.tell import Surroundings, TellPage, UnclearPage, tell_page, unclear_page
from renderers.microsite.telling.told import Came, ToldPage, told_page
from renderers.microsite.waiting import NotYet, waiting_page
from renderers.parcel.terms import AddressTerms
from renderers.product.recall import Hazard, RecallFacts
from renderers.samples.stories import NOW, sample_live
from renderers.statement.figures import figures_of
from renderers.statement.paper import copy_of, paper_html
from renderers.statement.slots import slots_of
from renderers.statement.value import value_alone
from renderers.statement.web import page_alone
from renderers.video.extras import extras
from renderers.video.film import film_of
from renderers.video.timeline.captions import transcript
from renderers.video.timeline.chapters import cues_of

_HAZARDS: Final = get_args(Hazard)


def pages_of(story: Story) -> Iterator[tuple[str, str]]:
    """(name, HTML) of every page that this person can come to."""
    live = replace(sample_live(story), film=_player(story))
    body = gift_page(story).body

    def gift(**changes: object) -> str:
        return splice(body, replace(live, **changes), lambda: story).decode()  # type: ignore[arg-type]

    notices = sorted(key.removeprefix("microsite.notice.") for key in keys("microsite") if ".notice." in key)
    yield "open", gift()
    for language in (LanguageNote("lacking", "de"), LanguageNote("lacking", "tlh"), LanguageNote("reading", "ro")):
        yield f"language {language.says} {language.other}", gift(language=language)
    yield "asked about food", gift(question="diet", reader="unnamed", is_first_look=True)
    for notice in notices:
        yield f"notice {notice}", gift(notice=notice, undo_for=timedelta(hours=23))
    for state in sorted(ANSWERED):
        yield f"state {state}", gift(state=state, address_wanted=state == "accepted", undo_for=timedelta(days=3))
    wrong = {"street": "required", "postcode": "postcode", "phone": "phone", "not_before": "date", "city": "too_long"}
    yield "address", gift(state="accepted", address_wanted=True, address_errors=wrong, checked_again=True)
    bound = AddressTerms(("office", "home", "pickup"), is_bound=True, may_keep=True)
    yield "for a colleague", gift(state="accepted", address_wanted=True, passed_on=True, address_terms=bound)
    yield from (
        (f"held {kind}", held_page(story, _held(live, kind)).decode())
        for kind in ("asked", "again", "waiting", "choosing", "nothing", "skipped", "value", "hidden value")
    )
    locale = story.person.locale
    yield from ((f"closed {became}", closed_page(locale, became).decode()) for became in (None, *get_args(Became)))
    for came in ("saved", "not_saved", "nothing", "too_many"):
        yield f"later {came}", later_page(locale, came).decode()  # type: ignore[arg-type]
    for answer in ("read", "press", "saved", "unsure"):
        yield f"moment {answer}", moment_page(locale, answer, Markup("")).decode()  # type: ignore[arg-type]
    yield from ((f"waiting {state}", waiting_page(locale, "/gift/x", state).decode()) for state in get_args(NotYet))
    yield "privacy", privacy_page(_privacy(story)).decode()
    yield "confirm", confirm_page(_confirm(story)).decode()
    yield from telling_of(story)
    for hazard in _HAZARDS:
        told = recall_of(story, hazard)
        shown = recall_page(story, told, base_path="/gift/x", nonce="1", confirmed_at=NOW, is_stale=False)
        yield f"recall {hazard}", shown.decode()
    yield "statement", page_alone(replace(story, state="accepted", decided_at=NOW)).decode()
    yield "statement on paper", paper_of(story)
    donated = replace(
        story, state="donated", decided_at=NOW, is_value=True, swap_limit="none",
        gift=value_alone(locale, Money(4400, "EUR")),
    )  # fmt: skip
    yield "donated value", held_page(donated, replace(live, state="donated", undo_for=timedelta(hours=3))).decode()
    yield "statement of a value", page_alone(donated).decode()
    yield "statement of a value on paper", paper_of(donated)


def mails_of(story: Story) -> Iterator[tuple[str, Rendition]]:
    """(name, mail) of every mail that this person can be sent."""
    yield "invitation", invitation(story)
    yield "invitation without charities", invitation(replace(story, charities=()))
    yield "question", question_mail(story)
    yield "reminder", reminder_mail(story)
    yield "offer of a swap", swap_offer_mail(story, [Other("Kožené pouzdro", "cs"), Other("Travel chess set", "en")])
    yield "offer of a swap as staff read it", swap_offer_mail(replace(story, charities=()), [])
    yield "chosen again", chosen_again_mail(story)
    yield "choosing again", chosen_again_mail(replace(story, state="held"))
    yield "unsafe", unsafe_mail(story)
    yield from ((f"withdrawn {reason}", withdrawn_mail(story, reason)) for reason in get_args(CancelReason))
    for hazard in _HAZARDS[:2]:
        yield f"recall {hazard}", recall_mail(story, recall_of(story, hazard))


def film_words(story: Story) -> str:
    """What the film shows, says and is captioned with."""
    film = film_of(story)
    cues = cues_of(film.script.locale, film.storyboard)
    beside = (body.decode() for name, (_, body) in extras(film, cues).items() if name != "cues")
    return "\n".join((*film.script.shown(), *beside))


def paper_of(story: Story) -> str:
    """The statement's document before it is printed."""
    told = replace(story, state="accepted", decided_at=NOW)
    figures = figures_of(told)
    return paper_html(told, figures, slots_of(told, figures)) + f"<p>{copy_of(told, figures).title}</p>"


def recall_of(story: Story, hazard: Hazard) -> RecallFacts:
    """A recall of the person's gift. What is wrong is told in English, as its language says."""
    return RecallFacts(
        product=story.gift.name,
        product_locale=story.gift.locale,
        kind="edible",
        brand="Månefjell",
        sku=story.gift.sku,
        batch="0321",
        image=story.gift.image,
        giver=story.sender.company,
        sent_on=datetime(2027, 3, 25, 9, tzinfo=UTC),
        hazard=hazard,
        allergen="milk" if hazard == "allergen" else None,
        details="The lid was not closed.",
        details_locale="en",
        remedies=("refund", "replacement", "repair"),
        contact="+47 800 12 345",
    )


def _player(story: Story) -> bytes:
    film = film_of(story)
    cues = cues_of(film.script.locale, film.storyboard)
    words = transcript(film.script, film.storyboard)
    return b"".join(player(story, LiveFilm(cues, words, state)) for state in ("on_play", "refused"))


def _held(live: LivePage, kind: str) -> LivePage:
    asked = kind == "asked"
    return replace(
        live,
        state="held",
        question="diet" if asked else None,
        chosen_again=kind == "again",
        waits="nothing" if "value" in kind else kind if kind in {"choosing", "nothing", "skipped"} else "open",  # type: ignore[arg-type]
        gives=kind in {"value", "hidden value", "again"},
        value=Money(4400, "EUR") if kind == "value" else None,
        language=LanguageNote("lacking", "de"),
    )


def _privacy(story: Story) -> PrivacyPage:
    locale = story.person.locale
    values = {
        "diet": "vegan", "allergen": "nuts", "material": "wool", "interest": "running",
        "motive": "taste", "name": story.person.full_name or "", "email": "j@vltava.example",
        "company": story.person.company, "region": story.person.city or "", "away": "2027-07-03/2027-07-20", "adult": "yes",
    }  # fmt: skip
    sources: tuple[Source, ...] = ("asked", "observed", "imported", "inferred")
    facts = tuple(
        KnownFact(kind, kind, value, sources[at % 4], NOW, NOW, True, False, True)
        for at, (kind, value) in enumerate(values.items())
    )
    return PrivacyPage(
        story.person, story.sender, story.brand, "greeted", "/gift/x", "1", story.links.help, facts,
        address_known=False, address_kept=True, is_unsubscribed=resolve(locale) == "cs", notice="corrected", may_tell=True,
        language=LanguageNote("reading", "ro"), why_gift=_why_gift(), why_now=_why_now(),
    )  # fmt: skip


def words_of(part: str) -> set[str]:
    """The last parts of all keys of the surface `why` that begin so."""
    return {key.removeprefix(part) for key in keys("why") if key.startswith(part)}


def _why_gift() -> WhyGift:
    causes = ("shared_interests", "well_liked", "popular", "safe_for_them", "of_nothing_shunned")
    return WhyGift("plan", causes, 62, 7, tuple(sorted(words_of("why.others.") - {"title", "lede"})))


def _why_now() -> WhyNow:
    because, acts, against = (sorted(words_of(f"why.{part}.")) for part in ("because", "act", "against"))
    not_done = tuple(NotDone(acts[at % len(acts)], code, NOW) for at, code in enumerate(against))
    return WhyNow(NOW, "nothing", tuple(because), not_done, tuple(because[:3]), NOW, by_lever=True, is_drawn=True)


def _confirm(story: Story) -> ConfirmPage:
    facts = _privacy(story).facts[:4]
    kinds = [replace(fact, source=source) for fact, source in zip(facts, get_args(Source), strict=True)]
    return ConfirmPage(
        story.person, story.sender, story.brand, "greeted", "/gift/x", "1", "privacy", (("act", "erase"),),
        tuple(kinds), kinds[0], "/gift/x/privacy", story.links.help,
    )  # fmt: skip


def telling_of(story: Story) -> Iterator[tuple[str, str]]:
    """Every page on which the person tells something, and each that says what came of it."""
    around = Surroundings(
        story.person, story.sender, story.brand, "greeted", "/gift/x", "1", story.links.help, story.gift, "open",
        LanguageNote("reading", "ro"),
    )  # fmt: skip
    facts = _privacy(story).facts
    rules = tuple(fact for fact in facts if fact.kind in ("diet", "allergen", "material"))
    things = tuple(replace(rules[0], kind=kind, value="Running") for kind in ("dislike", "has_already"))
    faults = sorted(key.removeprefix("tell.error.") for key in keys("tell") if key.startswith("tell.error."))
    for fault in (None, *faults):
        yield f"tell {fault}", tell_page(TellPage(around, "away", facts[:3], ("M",), ("EU 42",), fault)).decode()
    for state in ("yes", "left", "over"):
        told = TellPage(replace(around, state=state, gift=None), None, (), ("M",), ("EU 42",))  # type: ignore[arg-type]
        yield f"tell {state}", tell_page(told).decode()
    for name, heard in (("heard", (("allergen", "nuts"), ("material", "wool"))), ("unknown", ()), ("other", None)):
        yield f"unclear {name}", unclear_page(UnclearPage(around, "Running", heard)).decode()
    for came in get_args(Came):
        noted = (*rules, *things, *(fact for fact in facts if fact.kind == "away"))
        page = ToldPage(
            around, came, "told", noted, rules, story.alternatives[0], ValueStep("less", story.gift.price), may_swap=True,
            unmatched=True, unwanted=True, can_undo=True, has_address=True,
        )  # fmt: skip
        yield f"told {came}", told_page(page).decode()
    for what in ("fixed", "taken_back"):
        given = Money(4400, "EUR") if what == "fixed" else None
        page = ToldPage(around, "nothing", what, rules[:1], (), None, None, may_swap=False, gives=True, value=given)  # type: ignore[arg-type]
        yield f"told nothing {what}", told_page(page).decode()
        page = ToldPage(around, "kept", what, rules[:1], (), None, None, may_swap=False)  # type: ignore[arg-type]
        yield f"told {what}", told_page(page).decode()
    for edible in (True, False):
        late = ToldPage(around, "late", "told", rules, rules, None, None, may_swap=False, is_edible=edible)
        yield f"late {edible}", told_page(late).decode()
    for saved, errors in ((False, {"street": "required"}), (True, {})):
        values = {"name": story.person.full_name or "Running"}
        yield f"address {saved}", address_page(AddressPage(around, "Running", saved, values, errors)).decode()
    bound = AddressTerms(("office", "home", "pickup"), is_bound=True, may_keep=True, is_kept=True)
    wrong = {"place": "place", "site": "site", "note": "too_long"}
    told_terms = {"place": "pickup", "note": "Running", "keep": "yes"}
    yield "address bound", address_page(AddressPage(around, "Running", True, told_terms, wrong, bound)).decode()
    for may in (True, False):
        colleague = ColleaguePage(
            story.person, story.sender, story.brand, "greeted", around.base_path, around.nonce, around.help,
            story.gift.name, story.gift.locale, may_pass_on=may,
        )  # fmt: skip
        yield f"colleague {may}", colleague_page(colleague).decode()
    card = CardPage(
        story.person, story.sender, story.brand, "greeted", around.base_path, around.nonce, around.help,
        rules, code="HPC1.eNqrVspOrVSyUlAqSS0uUdJRUMpLzE0FAA",
    )  # fmt: skip
    yield "card", card_page(card).decode()
    yield "card empty", card_page(replace(card, own=(), code=None, notice="unasked")).decode()
    for error in sorted(key.removeprefix("card.error.") for key in keys("card") if ".error." in key):
        yield f"card {error}", card_page(replace(card, own=None, code=None, notice=error)).decode()
    shown = Shown("gifts.example", rules, left_out=True, card="HPC1.x")
    yield "card shown", card_page(replace(card, shown=shown)).decode()
    hidden = AddressPage(replace(around, reader="unnamed"), "Running", is_saved=True, values={}, errors={})
    yield "address hidden", address_page(hidden).decode()
