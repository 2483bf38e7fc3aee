"""The register of a month as one archive: the file, the paper, and a signature that tells of one changed byte.

Signed with the installation's Ed25519 key, whose public half it publishes (docs/card.md); a signature on a register is one on
nothing else. What is signed is the canonical form of everything but the signature: keys in order, no blanks, UTF-8.
"""

from __future__ import annotations

import io
import json
import zipfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NoBase64
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidSignature

from service.config import settings
from service.content.card.sealed import key_id_of, own_key
from service.planning.register.read import Register

TYPE: Final = "handpicked.register"
_PURPOSE: Final = b"handpicked.register.1\n"
_MADE: Final = (1980, 1, 1, 0, 0, 0)
"""The time that an archive gives its files: equal registers are equal bytes."""


def signed_archive(register: Register, files: Mapping[str, bytes]) -> bytes:
    """A ZIP of the files (name -> content) and of `signature.json`, which holds the hash of each."""
    key = own_key()
    told: dict[str, Any] = {
        "type": TYPE,
        "version": 1,
        "issuer": settings().base_url,
        "key": key_id_of(key.public_key().public_bytes_raw()),
        "from": register.span.first.isoformat(),
        "until": register.span.last.isoformat(),
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }
    told["signature"] = urlsafe_b64encode(key.sign(_to_sign(told))).decode()
    signature = json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in (*files.items(), ("signature.json", signature)):
            out.writestr(zipfile.ZipInfo(name, _MADE), content, zipfile.ZIP_DEFLATED)
    return archive.getvalue()


def is_signed(signature: bytes, files: Mapping[str, bytes]) -> bool:
    """Whether this installation signed exactly these files."""
    try:
        told = json.loads(signature)
        given = urlsafe_b64decode(told.pop("signature").encode("ascii"))
        own_key().public_key().verify(given, _to_sign(told))
    except (ValueError, KeyError, TypeError, AttributeError, NoBase64, InvalidSignature):
        return False
    return bool(told.get("files") == {name: sha256(content).hexdigest() for name, content in files.items()})


def _to_sign(told: Mapping[str, Any]) -> bytes:
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _PURPOSE + plain.encode("utf-8", "surrogatepass")
