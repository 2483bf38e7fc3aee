"""Files on the shelf of a gift without drawing them."""

from __future__ import annotations

from collections.abc import Mapping

from service.db.connect import transaction
from service.gifting.models import RecipientGift
from service.storage.in_force import storage
from tests.factories import make_rendition


def put_rendition(gift: RecipientGift, kind: str, key: str, files: Mapping[str, tuple[str, bytes]]) -> None:
    """Stores the files (name -> media type, bytes) under this hash as the gift's rendition of that kind, as it is now."""
    stored = storage().put(key, files, 0.1)
    with transaction() as session:
        version = session.get_one(RecipientGift, gift.id).content_version
        make_rendition(session, gift, kind, content_version=version, input_hash=key, files=dict(stored.files))
