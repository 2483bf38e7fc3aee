from __future__ import annotations

from tests.https_server import receiver  # noqa: F401 (a fixture)
