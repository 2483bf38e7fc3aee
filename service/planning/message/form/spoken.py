"""How the sender's letters speak: their own subject line in each language, and the words of the brand card that are never written.

Both are kept with the campaign's brand, as `subjects` (locale -> one line) and `card` (lists of words, see `card_rules`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from renderers.errors import ProofFailed, TemplateError
from renderers.language.translations import LOCALES
from renderers.merge import merge, parse
from renderers.proof import require_copy
from service.campaigns.models import Campaign
from service.content.stories.sender_note import SUBJECT_FIELDS
from service.errors import InvalidInput
from service.planning.form_faults import FaultList
from service.planning.message.card_rules import FORMALITIES, TONES
from service.planning.message.diet_in_copy import require_no_diet

LONGEST: Final = 50
"""Letters of a subject; a phone shows about as many."""
MOST_WORDS, LONGEST_WORD = 20, 40
CARD: Final[Mapping[str, str]] = {
    "never": "card_never", "names": "card_names", "always": "card_always", "tone": "card_tone", "formality": "card_formality",
}  # fmt: skip
"""Part of the card -> the form's field."""
_SOMEBODY: Final = "Nan"


def read_spoken(form: Mapping[str, str], kept: Mapping[str, Any], languages: Iterable[str]) -> dict[str, Any]:
    """Both parts as the form has them; a form without a field changes nothing of it. Empty parts are left out."""
    subjects = {
        locale: line
        for locale in languages
        if (line := " ".join(form.get(f"subject_{locale}", kept.get("subjects", {}).get(locale, "")).split()))
    }
    was = kept.get("card", {})
    card = {part: _words(form[field]) if field in form else was.get(part, []) for part, field in CARD.items()}
    card = {part: words for part, words in card.items() if words}
    return {**({"subjects": subjects} if subjects else {}), **({"card": card} if card else {})}


def check_spoken(faults: FaultList, spoken: Mapping[str, Any]) -> None:
    """Notes every subject that is not well formed, too long or about food, and a card with too many or too long words."""
    for locale, line in spoken.get("subjects", {}).items():
        with faults.noting():
            _require_subject(locale, line)
    for part, words in spoken.get("card", {}).items():
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            sentence = (
                f"Write at most {MOST_WORDS} words, each of at most {LONGEST_WORD} letters, with commas between them."
            )
            faults.add(CARD[part], sentence)
    card = spoken.get("card", {})
    if set(card.get("tone", ())) - set(TONES):
        faults.add(CARD["tone"], f"Choose from {', '.join(TONES)}, with commas between them.")
    said = [word.split() for word in card.get("formality", ())]
    if any(len(one) != 2 or one[0] not in LOCALES or one[1] not in FORMALITIES for one in said):
        faults.add(CARD["formality"], "Write a language and formal or informal, such as: cs formal, is informal.")


def show_spoken(campaign: Campaign) -> dict[str, str]:
    """The form's fields as they stand in a campaign."""
    brand = campaign.brand
    card = brand.get("card", {})
    return {f"subject_{locale}": line for locale, line in brand.get("subjects", {}).items()} | {
        field: ", ".join(card.get(part, [])) for part, field in CARD.items()
    }


def _require_subject(locale: str, line: str) -> None:
    param = f"subject_{locale}"
    try:
        parse(line, SUBJECT_FIELDS)
        shortest = merge(line, dict.fromkeys(SUBJECT_FIELDS, _SOMEBODY), SUBJECT_FIELDS)
        require_copy(shortest, (_SOMEBODY,), "")
    except (TemplateError, ProofFailed) as error:
        at = f" ({error.where})" if error.where else ""
        raise InvalidInput(f"{error.sentence}{at}", param=param) from None
    if len(shortest) > LONGEST:
        raise InvalidInput(
            f"Use at most {LONGEST} letters, counting a name as {len(_SOMEBODY)}; this has {len(shortest)}.",
            param=param,
        )
    try:
        require_no_diet({"subject": {locale: line}})
    except InvalidInput as error:
        raise InvalidInput(error.sentence, param=param) from None


def _words(typed: str) -> list[str]:
    return list(dict.fromkeys(word for part in typed.replace("\n", ",").split(",") if (word := " ".join(part.split()))))
