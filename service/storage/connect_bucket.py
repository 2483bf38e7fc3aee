"""The connection to a bucket, by the settings."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from obstore.store import S3Store

from service.config import Settings

CONNECT_SECONDS: Final = 5
ANSWER_SECONDS: Final = 30
"""The longest a request may take: a film of a few MB over a slow line."""
TRIES: Final = 3
TRYING_SECONDS: Final = 20
DEFAULT_REGION: Final = "us-east-1"
"""What stores that know no regions expect in a signature."""
_ENDPOINT_OF_MACHINE: Final = frozenset({"AWS_ENDPOINT", "AWS_ENDPOINT_URL"})


def connected(chosen: Settings, url: str = "") -> S3Store:
    """The bucket that HANDPICKED_STORAGE_URL names, or the one at `url` in the same store. Nothing is asked of it yet.

    Without a key of ours in the settings the machine's own is used (a role of the host, AWS_* variables).
    """
    named = urlsplit(url or chosen.storage_url)
    options: dict[str, Any] = {
        "timeout": timedelta(seconds=ANSWER_SECONDS),
        "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
    }
    given: dict[str, Any] = {"client_options": options}
    if chosen.storage_key_id:
        given |= {
            "access_key_id": chosen.storage_key_id,
            "secret_access_key": chosen.storage_secret.get_secret_value(),
        }
    if chosen.storage_endpoint:
        given["endpoint"] = chosen.storage_endpoint
        options["allow_http"] = chosen.storage_endpoint.startswith("http:")
    if chosen.storage_endpoint or not _ENDPOINT_OF_MACHINE.intersection(os.environ):
        # An endpoint of one's own seldom has a name for each bucket.
        given["virtual_hosted_style_request"] = not chosen.storage_endpoint
    return S3Store(
        named.netloc,
        prefix=named.path.strip("/") or None,
        region=chosen.storage_region or DEFAULT_REGION,
        retry_config={"max_retries": TRIES, "retry_timeout": timedelta(seconds=TRYING_SECONDS)},
        **given,
    )
