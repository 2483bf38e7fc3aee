"""What an audit finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

DefectKind = Literal["shelf", "money", "gift", "history", "plan", "people", "work", "marks", "tables", "unreadable"]


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that does not add up. `subject_id` is what it is about: a product, campaign, gift, plan, message or table. The
    sentence holds ids and codes, no personal data."""

    kind: DefectKind
    subject_id: str
    sentence: str
