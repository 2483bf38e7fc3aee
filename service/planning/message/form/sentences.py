"""What is wrong with a field of the campaign's form, in a sentence that names it and says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from renderers.brand.theme import TOKENS, is_colour
from service.campaigns.purpose import PURPOSES
from service.planning.form_faults import FaultList

MESSAGE_MAX: Final = 400
_EMPTY: Final[Mapping[str, str]] = {
    "name": "Give the campaign a name.",
    "sender.name": "Enter who the gift is from.",
    "sender.title": "Enter the sender’s title, such as Account Executive.",
    "sender.company": "Enter the company’s registered name; the statement needs it.",
    "sender.street": "Enter the sender’s street.",
    "sender.city": "Enter the sender’s postcode and city.",
    "sender.registration": "Enter the company’s registration, such as a number in a register.",
    "budget_minor": "Enter your budget, such as 6,800.00.",
    "band_min_minor": "Enter the lowest price of a gift, such as 15.00.",
    "band_max_minor": "Enter the highest price of a gift, such as 52.00.",
    "undo_hours": "Enter how many hours people have to change their mind, such as 24.",
    "deliver_on": "Choose the day gifts should arrive by.",
    "expires_at": "Choose the last day people can answer.",
    "uniqueness": "Choose how different the gifts are.",
    "currency": "Choose a currency.",
    "swap_limit": "Choose what people may swap to.",
}
"""Param -> what is said where nothing stands there."""
FIELD_TITLES: Final[Mapping[str, str]] = {
    "name": "Campaign name",
    "purpose": "Who it’s for",
    "subject_en": "Subject",
    "occasion_en": "Occasion",
    "message_en": "Message",
    "inscription_en": "Inscription",
    "budget": "Budget",
    "currency": "Currency",
    "band_min": "Lowest price",
    "band_max": "Highest price",
    "account_budget": "Most for one company",
    "yearly_cap": "Most in a year",
    "public_cap": "Public sector",
    "uniqueness": "How different",
    "swap_limit": "What people may swap to",
    "swap_floor": "Least value of a swap",
    "deliver_on": "Arrive by",
    "expires_on": "Last day to answer",
    "undo_hours": "Hours to change their mind",
    "sender_name": "Sender’s name",
    "sender_title": "Sender’s title",
    "sender_company": "Sender’s company",
    "sender_street": "Sender’s street",
    "sender_city": "Sender’s city",
    "sender_registration": "Registration",
    "brand_name": "Brand",
    "card_never": "Words you never use",
    "card_names": "Never called",
    "card_always": "Words the message always holds",
    "card_tone": "Tone",
    "card_formality": "How readers are addressed",
}
"""Field of the form -> its name where the faults are listed."""
_AMOUNTS: Final = "_minor"


def describe_fault(param: str, kind: str, limits: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """The sentence for one error that the form's types found. `kind` and `limits` are pydantic's, `param` is dotted."""
    if _is_empty(param, values) or kind in {"missing", "string_too_short"}:
        return _EMPTY.get(param, "This field is required. Fill it in.")
    if kind == "string_too_long":
        return f"Use at most {limits.get('max_length')} characters."
    if kind == "less_than_equal":
        most = limits.get("le", 0)
        return f"Enter at most {most // 100:,}." if param.endswith(_AMOUNTS) else f"Enter at most {most}."
    if kind == "greater_than_equal":
        return "Enter 0 or more."
    return _EMPTY.get(param, "We can’t read this. Check the field.")


def require_together(faults: FaultList, values: Mapping[str, Any]) -> None:
    """Notes what no single field tells: words that are required in English, prices the wrong way round, what we don't know."""
    low, high = values.get("band_min_minor"), values.get("band_max_minor")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        faults.add("band_min_minor", "The lowest price is above the highest. Swap the two amounts.")
    floor = values.get("swap_floor_minor")
    if isinstance(floor, int) and isinstance(high, int) and floor > high:
        said = "That’s above the highest price of a gift, so nothing could be swapped. Enter less."
        faults.add("swap_floor_minor", said)
    if values.get("purpose", "mixed") not in PURPOSES:
        faults.add("purpose", f"Choose who it’s for: {', '.join(PURPOSES)}.")
    for name, empty in (("occasion", "Write the occasion in English"), ("message", "Write the message in English")):
        texts, old = values.get(name) or {}, (values.get("old_words") or {}).get(name, {})
        if not str(texts.get("en", "")).strip():
            faults.add(name, f"{empty}; other languages fall back to it.")
        for locale, text in (*texts.items(), *old.items()):
            if len(text) > MESSAGE_MAX:
                said = f"The {name} is longer than {MESSAGE_MAX} characters. Shorten it; two sentences read best."
                faults.add(name if locale == "en" else f"{name}.{locale}", said)
    occasion = str((values.get("occasion") or {}).get("en", ""))
    if occasion.strip().casefold().startswith("for "):
        faults.add("occasion", "Leave out the “for”: we write it before the occasion, as in “for a year together”.")
    inscription = values.get("inscription")
    if inscription is not None and not str(inscription.get("en", "")).strip():
        faults.add("inscription", "The inscription is required in English; other languages fall back to it.")
    brand = values.get("brand") or {}
    if not str(brand.get("name", "")).strip():
        faults.add("brand", "Enter the brand’s name.")
    for token, colour in brand.items():
        if token in TOKENS and not is_colour(str(colour)):
            faults.add(f"brand.{token}", "Enter a colour as six digits, such as #0f5c4a.")


def _is_empty(param: str, values: Mapping[str, Any]) -> bool:
    found: Any = values
    for part in param.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found is None or not str(found).strip()
