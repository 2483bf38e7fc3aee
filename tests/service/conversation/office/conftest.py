from __future__ import annotations

from tests.service.conversation.afterwards.conftest import talk

__all__ = ["talk"]
