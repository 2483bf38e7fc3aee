"""Puts credentials on a finished film: who gives, when it was made, whether a voice in it is synthetic. Its receiver isn't named.

Only workers that make films come here: the library is loaded with the first of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from service.content.credentials.signing_key import signing_key
from service.errors import PermanentError

FORMAT: Final = "video/mp4"
LABEL: Final = "org.handpicked.film"
"""The assertion of ours: {giver, company, made_at, synthetic_voice, language}."""
_SOURCES: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SPOKEN: Final = f"{_SOURCES}compositeWithTrainedAlgorithmicMedia"
DRAWN: Final = f"{_SOURCES}algorithmicMedia"
COMPOSED: Final = f"{_SOURCES}composite"
_SETTINGS: Final = {
    # Nothing is asked of anybody: a host that makes films may have no way out.
    "builder": {"thumbnail": {"enabled": False}},
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_after_sign": False},
}


class NotSigned(PermanentError):
    """A film that could not be signed is not handed out."""

    code = "not_signed"


@dataclass(frozen=True, slots=True)
class Said:
    """What a film's credentials say. `giver` is a person's name, `made_at` in UTC; `is_composed`: the giver's clip is in it."""

    giver: str
    company: str
    made_at: datetime
    has_synthetic_voice: bool
    language: str
    is_composed: bool = False


def with_credentials(film: bytes, said: Said) -> bytes:
    """The MP4 with its manifest in it; pictures and sound stay as they are. Raises NotSigned, SettingsError for a wrong key."""
    from c2pa import Builder, C2paError, C2paSignerInfo, Context, Signer  # noqa: PLC0415 - half a hundred megabytes

    key, signed = signing_key(), BytesIO()
    try:
        with (
            Context.from_dict(_SETTINGS) as context,
            Signer.from_info(
                C2paSignerInfo(key.algorithm.lower().encode(), key.chain.encode(), key.key, None)
            ) as signer,
            Builder(json.dumps(manifest(said)), context) as builder,
        ):
            builder.sign(signer, FORMAT, BytesIO(film), signed)
    except C2paError as error:
        raise NotSigned(f"The film couldn’t be signed: {error}.") from None
    return signed.getvalue()


def manifest(said: Said) -> dict[str, Any]:
    """The manifest's definition as C2PA has it."""
    at = said.made_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    source = SPOKEN if said.has_synthetic_voice else COMPOSED if said.is_composed else DRAWN
    return {
        "claim_generator_info": [{"name": "Handpicked"}],
        "title": f"A film from {said.giver}, {said.company}",
        "format": FORMAT,
        "assertions": [
            {
                "label": "c2pa.actions",
                "data": {"actions": [{"action": "c2pa.created", "when": at, "digitalSourceType": source}]},
            },
            {
                "label": LABEL,
                "data": {
                    "giver": said.giver,
                    "company": said.company,
                    "made_at": at,
                    "synthetic_voice": said.has_synthetic_voice,
                    "language": said.language,
                },
            },
        ],
    }
