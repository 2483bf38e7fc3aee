"""Tries a bucket with everything that storing asks of one, before anything is stored there."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import obstore
from obstore.exceptions import AlreadyExistsError, NotSupportedError, PreconditionError
from obstore.store import S3Store

from service.errors import TemporaryError
from service.storage.bucket import plain_errors

if TYPE_CHECKING:
    from obstore import PutMode

MOST_CLOCK_DIFFERENCE: Final = timedelta(minutes=5)
"""Sweeps compare our clock with the store's and leave half an hour; a signature is refused at a quarter of an hour."""
_BODY: Final = b"tried"
_NO_SUCH_VERSION: Final = '"00000000000000000000000000000000"'


def try_bucket(store: S3Store) -> str | None:
    """What is wrong with this bucket, as a sentence that says what to do; None where all of it works.

    Writes one small object under a name of its own and deletes it again.
    """
    path = f"tried/{secrets.token_hex(8)}"
    try:
        with plain_errors():
            obstore.put(store, path, _BODY)
            try:
                return _missing(store, path)
            finally:
                obstore.delete(store, path)
    except TemporaryError as error:
        return error.sentence


def _now() -> datetime:
    return datetime.now(UTC)


def _missing(store: S3Store, path: str) -> str | None:
    if not (_refuses(store, path, "create") and _refuses(store, path, {"e_tag": _NO_SUCH_VERSION})):
        return (
            "This store ignores conditions on writing (If-None-Match, If-Match), so two workers could mix their files. "
            "Use another one, or a newer version of it."
        )
    if bytes(obstore.get_range(store, path, start=1, length=3)) != _BODY[1:4]:
        return "This store doesn’t send parts of a file, so films couldn’t be wound. Use another one."
    about = next(
        (entry for some in obstore.list(store, prefix="tried/") for entry in some if entry["path"] == path), None
    )
    if about is None:
        return "This store doesn’t list what was just written. Use one that is consistent at once."
    if abs(_now() - about["last_modified"]) > MOST_CLOCK_DIFFERENCE:
        return "This host’s clock and the store’s differ by more than five minutes. Set both by a time server."
    return None


def _refuses(store: S3Store, path: str, mode: PutMode) -> bool:
    """Whether writing over what is there fails under this condition, as it must."""
    try:
        obstore.put(store, path, b"written over", mode=mode)
    except (AlreadyExistsError, PreconditionError, NotSupportedError) as error:
        return not isinstance(error, NotSupportedError)
    return False
