"""The words of an offer pass the proof of every output before they are kept (rule 21): nobody's page finds out what is wrong with
them."""

from __future__ import annotations

from renderers.errors import ProofFailed
from renderers.lettering.fonts import missing_letters, missing_sentence
from renderers.proof import require_copy
from service.brain.offers.draft import OfferDraft
from service.errors import InvalidInput


def require_proofed(draft: OfferDraft) -> OfferDraft:
    """The draft itself. Raises InvalidInput with the field whose words hold what no output may, or characters that no font has."""
    for locale, words in draft.texts.items():
        for part, text in words.items():
            field = f"{part}_{locale}"
            try:
                require_copy(text, (), "")
            except ProofFailed as error:
                raise InvalidInput(f"“{field}”: {error.sentence}", param=field) from None
            if missing := missing_letters(text):
                raise InvalidInput(f"“{field}”: {missing_sentence(missing)}", param=field)
    return draft
