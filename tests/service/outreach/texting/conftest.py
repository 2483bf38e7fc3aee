from __future__ import annotations

from tests.service.outreach.texting.text_gateway import gateway  # noqa: F401 (a fixture)
