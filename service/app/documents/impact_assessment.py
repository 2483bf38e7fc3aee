"""Writes docs/impact_assessment.md: a sheet for the impact assessment (GDPR, article 35), from the table of what is kept."""

from __future__ import annotations

from typing import Final

from service.app.documents.processing_record import lines_of, two_columns, until
from service.app.retention.purposes import PURPOSES

_FIRST: Final = """# Sheet for an impact assessment

What article 35 of the GDPR asks to be weighed, filled in as far as the product can say it; made from the table of what is kept
(`make retention`). Whether an assessment is needed, how likely and how grave each risk is, and what follows, only the
controller can say: “…”.

"""
_ASKED: Final = (
    (
        "Are people scored or profiled?",
        "Yes: a gift is chosen by what is known of a person. It has no legal effect, and a person "
        "corrects, hides or deletes each fact.",
    ),
    (
        "Is special data kept?",
        "Yes, what people eat and avoid may tell of health or belief; only by consent, for a shorter time.",
    ),
    ("On a large scale?", "…"),
    (
        "Are people watched systematically?",
        "No. No message or page counts that it was opened; looks count only after a touch or key, "
        "and can be switched off.",
    ),
    (
        "Are children or employees concerned?",
        "Employees of other companies, at work. Someone who may be under age is asked before "
        "anything with an age limit is offered.",
    ),
    ("Is new technology used?", "A synthetic voice, marked as one; models of what is liked, without personal values."),
    ("Were those concerned asked for their view?", "…"),
)
_LAST: Final = """
## What follows

| | |
|---|---|
| Measures that are still missing, who adds them, by when | … |
| Advice of the data protection officer | … |
| Decision, by whom, on which day; when it is looked at again | … |
"""


def impact_assessment() -> str:
    """The sheet as Markdown: for each purpose what is kept for how long, what could happen, what is built against it."""
    asked = two_columns("question", "what speaks for or against it", _ASKED)
    return _FIRST + asked + "".join(_chapter(key) for key in PURPOSES) + _LAST


def _chapter(key: str) -> str:
    purpose = PURPOSES[key]
    kept = "\n".join(
        f"- {one.what}{' (health or belief)' if one.special else ''}: {until(one)}" for one in lines_of(key)
    )
    risks = "\n".join(f"| {risk} | {measure} | … | … | … |" for risk, measure in purpose.risks)
    return (
        f"\n## {purpose.title}\n\n{purpose.why}\n\n**Kept for it**\n\n{kept}\n\n**Needed, and no more than that?** …\n\n"
        f"| what could happen to people | what is built against it | how likely | how grave | what is left |\n"
        f"|---|---|---|---|---|\n{risks}\n"
    )
