"""Is a request from the gateway? Signed as Standard Webhooks have it, by the secret in the settings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from service.config import settings
from service.security.signed_messages import is_signed_by


def is_signed(headers: Mapping[str, str], body: bytes, at: datetime) -> bool:
    """Whether one of the signatures in `webhook-signature` is ours, for this id, this moment and this body. `headers`: names in
    lower case. Without a secret nothing is."""
    return is_signed_by((settings().text_secret.get_secret_value(),), headers, body, at)
