"""Reads a film's credentials, and says whether anything in it has changed since they were put on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Literal

from service.content.credentials.put_on import FORMAT, LABEL
from service.content.credentials.signing_key import SigningKey

Verdict = Literal["ours", "unchanged", "changed", "none"]
"""`ours`: unchanged and signed by this installation; `unchanged`: signed by somebody unknown here; `none`: no credentials."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a film says of itself; words are "" and the voice None where it says nothing. `signer` as its certificate has it.

    Where it was changed, none of that is worth anything.
    """

    verdict: Verdict
    giver: str = ""
    company: str = ""
    made_at: str = ""
    has_synthetic_voice: bool | None = None
    signer: str = ""


_STATES: Final[Mapping[str, Verdict]] = {"Trusted": "ours", "Valid": "unchanged"}


def read_credentials(film: bytes, key: SigningKey) -> Found:
    """The credentials in an MP4, held against the certificate of `key`. A file that is none, or holds none, has none."""
    from c2pa import C2paError, Context, Reader  # noqa: PLC0415 - half a hundred megabytes

    trusted = {
        "trust": {"user_anchors": key.anchor},
        "verify": {"verify_trust": True, "remote_manifest_fetch": False, "ocsp_fetch": False},
    }
    try:
        with Context.from_dict(trusted) as context, Reader(FORMAT, BytesIO(film), context=context) as reader:
            verdict = _STATES.get(reader.get_validation_state() or "", "changed")
            return _found(verdict, json.loads(reader.json()))
    except C2paError.ManifestNotFound:
        return Found("none")
    except C2paError:
        return Found("changed" if _has_place(film) else "none")


def _has_place(film: bytes) -> bool:
    """Whether there is a box where credentials lie, though it can't be read."""
    return b"uuid\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81" in film[:4096]


def _found(verdict: Verdict, store: Mapping[str, Any]) -> Found:
    manifest = store.get("manifests", {}).get(store.get("active_manifest"), {})
    said: Mapping[str, Any] = next(
        (one["data"] for one in manifest.get("assertions", ()) if one.get("label") == LABEL), {}
    )
    spoken = said.get("synthetic_voice")
    return Found(
        verdict,
        str(said.get("giver", "")),
        str(said.get("company", "")),
        str(said.get("made_at", "")),
        spoken if isinstance(spoken, bool) else None,
        str(manifest.get("signature_info", {}).get("common_name", "")),
    )
