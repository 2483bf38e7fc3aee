"""The builder's form: from what a person typed to the values a campaign is made of, and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any, Final, TypeVar

from babel.numbers import get_currency_precision

from renderers.brand.theme import TOKENS
from service.campaigns.models import Campaign
from service.campaigns.purpose import MIXED
from service.errors import InvalidInput
from service.planning.form_faults import FaultList
from service.planning.message.create import CampaignForm, read_campaign_form
from service.planning.message.form.charities import in_others, read_charities, show_charities
from service.planning.message.form.spoken import check_spoken, read_spoken, show_spoken
from service.planning.message.form.translated import WORDS, shown_words, sort_words
from service.workspaces.currencies import CURRENCIES

LANGUAGES: Final = {
    "en": "English",
    "cs": "Czech",
    "is": "Icelandic",
    "ro": "Romanian",
    "ru": "Russian",
    "ar": "Arabic",
    "ja": "Japanese",
}
SENDER_FIELDS: Final = ("name", "title", "company", "street", "city", "registration")
LIMITS: Final = ("account_budget", "yearly_cap", "public_cap", "swap_floor")
"""Amounts that may be left open."""
AMOUNTS: Final = ("budget", "band_min", "band_max")
ORDER: Final = (
    "name", "purpose", "subject_en", "occasion_en", "message_en", "inscription_en", "budget", "currency", "band_min", "band_max",
    *LIMITS, "uniqueness", "films", "deliver_on", "expires_on", "undo_hours", *(f"sender_{name}" for name in SENDER_FIELDS),
    "brand_name", "card_never", "card_names", "card_always", "card_tone",
    "card_formality",
)  # fmt: skip
"""The form's fields as they stand on the page, for telling what is wrong from the top."""
_SPOKEN: Final = frozenset({"subjects", "card"})
_Read = TypeVar("_Read")
CLOSES_AT: Final = time(22, tzinfo=UTC)
"""A campaign stays open through its last day, in most of the places it was sent to."""
_AMOUNT: Final = re.compile(r"(\d{1,3}(?:[ ,.'\u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,2}))?")


def read_builder(form: Mapping[str, str], kept: Campaign | None, copied: Campaign | None = None) -> CampaignForm:
    """The form as a CampaignForm, or all that is wrong with it.

    What the form does not show (brand tokens) and what it cannot send, since its control is
    disabled, stays as in `kept`. `copied`: the campaign whose words a new one began with.

    Raises FormFaults; each `param` is the name of a field in the form that is wrong.
    """
    faults = FaultList()
    currency = form.get("currency", kept.currency if kept else "")
    words = {name: sort_words(form, name, _texts(form, name), kept or copied) for name in WORDS}
    if currency not in CURRENCIES:
        faults.add("currency", f"Choose one of these currencies: {', '.join(CURRENCIES)}.")
        currency = CURRENCIES[0]
    spoken = read_spoken(form, kept.brand if kept else {}, LANGUAGES)
    check_spoken(faults, spoken)
    charities: list[dict[str, Any]] = []
    with faults.noting():
        charities = read_charities(form, kept.charities if kept else [], LANGUAGES)
    values: dict[str, Any] = {
        "name": form.get("name", ""),
        "sender": {
            **{name: form.get(f"sender_{name}", "") for name in SENDER_FIELDS},
            "titles": in_others(form, "sender_titles", LANGUAGES),
        },
        "brand": {
            **{name: value for name, value in (kept.brand if kept else {}).items() if name not in _SPOKEN},
            **spoken,
            "name": form.get("brand_name", "").strip(),
            "site": form.get("brand_site", "").strip(),
            **_colours(form),
        },
        **{name: in_use for name, (in_use, _) in words.items()},
        "old_words": {name: waiting for name, (_, waiting) in words.items() if waiting},
        "inscription": _inscription(form, kept),
        "purpose": form.get("purpose", MIXED),
        "films": form.get("films", "ahead"),
        "charities": charities,
        "currency": currency,
        **{f"{name}_minor": _amount_or_none(faults, form, currency, name) for name in (*AMOUNTS, *LIMITS)},
        "uniqueness": form.get("uniqueness", kept.uniqueness if kept else ""),
        **_swaps(form, kept),
        "undo_hours": _or_none(faults, form, "undo_hours", _whole),
        "deliver_on": _or_none(faults, form, "deliver_on", _day),
        "expires_at": _or_none(faults, form, "expires_on", _end_of),
    }
    whole: CampaignForm | None = None
    with faults.noting(field_of):
        whole = read_campaign_form(values)
    faults.require_none(ORDER)
    if whole is None:
        raise AssertionError("a form without a fault is whole")
    return whole


def _amount_or_none(faults: FaultList, form: Mapping[str, str], currency: str, name: str) -> int | None:
    """The amount; None where nothing stands there or what stands there is noted as wrong."""
    return _or_none(faults, form, name, partial(read_amount, currency=currency))


def _or_none(faults: FaultList, form: Mapping[str, str], name: str, read: Callable[..., _Read]) -> _Read | None:
    """What `read` makes of the field's text; an empty one is None, for the form to say whether it is needed."""
    typed = form.get(name, "").strip()
    return faults.take(lambda: read(typed, param=name), None) if typed else None


def show_builder(campaign: Campaign) -> dict[str, str]:
    """The form's fields as they stand in a campaign: `read_builder` of this gives the campaign again."""
    digits = get_currency_precision(campaign.currency)
    fields = {
        "name": campaign.name,
        "brand_name": str(campaign.brand.get("name", "")),
        "brand_site": str(campaign.brand.get("site", "")),
        "currency": campaign.currency,
        "budget": _amount(campaign.budget_minor, digits),
        "band_min": _amount(campaign.band_min_minor, digits),
        "band_max": _amount(campaign.band_max_minor, digits),
        **{name: _amount(getattr(campaign, f"{name}_minor"), digits) for name in LIMITS},
        "inscription_en": (campaign.inscription or {}).get("en", ""),
        "purpose": campaign.purpose,
        "films": campaign.films,
        "uniqueness": campaign.uniqueness,
        "swap_limit": campaign.swap_limit,
        "swaps": "once" if campaign.swaps_once else "several",
        "price_asked": "yes",
        "price_shown": "yes" if campaign.price_shown else "",
        "undo_hours": str(campaign.undo_hours),
        "deliver_on": campaign.deliver_on.isoformat(),
        "expires_on": campaign.expires_at.date().isoformat(),
    }
    fields |= {f"brand_{name}": str(campaign.brand.get(name, house)) for name, house in TOKENS.items()}
    fields |= {f"sender_{name}": str(campaign.sender.get(name, "")) for name in SENDER_FIELDS}
    for name in WORDS:
        fields |= {f"{name}_{locale}": shown_words(campaign, name).get(locale, "") for locale in LANGUAGES}
    fields |= show_spoken(campaign)
    fields |= {f"sender_titles_{locale}": title for locale, title in campaign.sender.get("titles", {}).items()}
    return fields | show_charities(campaign.charities)


def _swaps(form: Mapping[str, str], kept: Campaign | None) -> dict[str, object]:
    """The rule for swaps, and whether people read prices: a box without a tick sends nothing, so the form says that it asked."""
    once, shown = (kept.swaps_once, kept.price_shown) if kept else (False, True)
    return {
        "swap_limit": form.get("swap_limit", kept.swap_limit if kept else "within_20"),
        "swaps_once": form["swaps"] == "once" if "swaps" in form else once,
        "price_shown": form.get("price_shown") == "yes" if "price_asked" in form else shown,
    }


def _amount(minor: int | None, digits: int) -> str:
    return "" if minor is None else f"{minor / 10**digits:.{digits}f}"


def read_amount(text: str, currency: str, param: str) -> int:
    """ "9,000.00", "9 000,00" or "9000" -> 900000 minor units of EUR. Raises InvalidInput."""
    digits = int(get_currency_precision(currency))
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise InvalidInput("Enter an amount such as 9,000.00, without the currency.", param=param)
    whole, part = re.sub(r"\D", "", found[1]), (found[2] or "").ljust(digits, "0")
    if len(part) > digits:
        raise InvalidInput(f"{currency} amounts can have at most {digits} decimal places.", param=param)
    return int(whole + part) if digits else int(whole)


def _texts(form: Mapping[str, str], name: str) -> dict[str, str]:
    texts = {locale: form.get(f"{name}_{locale}", "").replace("\r\n", "\n").strip() for locale in LANGUAGES}
    return {locale: text for locale, text in texts.items() if text or locale == "en"}


def _inscription(form: Mapping[str, str], kept: Campaign | None) -> dict[str, str] | None:
    """One line for all languages; a form without the field changes nothing, an empty field ends it."""
    if "inscription_en" not in form:
        return kept.inscription if kept else None
    words = form["inscription_en"].strip()
    return {"en": words} if words else None


def _colours(form: Mapping[str, str]) -> dict[str, str]:
    """The brand's colours as they were typed; a form that has no such field changes none."""
    return {name: form[f"brand_{name}"].strip().lower() for name in TOKENS if form.get(f"brand_{name}", "").strip()}


def _whole(text: str, param: str) -> int:
    if not text.strip().isdecimal():
        raise InvalidInput("Enter a whole number.", param=param)
    return int(text)


def _end_of(text: str, param: str) -> datetime:
    return datetime.combine(_day(text, param), CLOSES_AT)


def _day(text: str, param: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput("Choose a date, such as 2027-03-18.", param=param) from None


def field_of(param: str | None) -> str:
    """The form's name of a campaign's field: sender.name -> sender_name, budget_minor -> budget; "form" for none."""
    known = {
        "expires_at": "expires_on",
        "occasion": "occasion_en",
        "message": "message_en",
        "inscription": "inscription_en",
        "inscription.en": "inscription_en",
        "brand": "brand_name",
    }
    param = param or "form"
    return known.get(param, param.replace(".", "_").removesuffix("_minor"))
