"""No uplift without a holdout and an interval: no page, statement, file or sentence claims that something had an effect, but the
experiments, which print it from a `Difference` that was drawn for and that carries its interval."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
CLAIMS: Final = re.compile(
    r"\b(uplift|incremental|lifted by|thanks to (?:the|our|your) gifts?|because of (?:the|our|your) gifts?|"
    r"(?:gifts?|films?) (?:raised|increased|boosted|improved|led to)|return on investment|\bROI\b|"
    r"significant(?:ly)? (?:more|better))",
    re.IGNORECASE,
)
TOLD_FROM_CHANCE: Final = frozenset({"service/brain/experiments/labels.py"})
"""Where a difference is put into words; each sentence of it takes an interval, as the test below asks."""
PLANTED: Final = ("Your gifts led to 12 more meetings.", "An uplift of 8 points", "The film increased acceptance")


def _texts() -> dict[str, str]:
    found = {
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for folder in (
            "assets/templates",
            "service",
            "renderers",
        )
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".html", ".txt", ".py")
    }
    for path in (ROOT / "assets/translations").glob("en*.json"):
        found[str(path.relative_to(ROOT))] = json.dumps(json.loads(path.read_text("utf-8")), ensure_ascii=False)
    return found


def test_no_page_statement_or_sentence_claims_an_effect() -> None:
    found = {name: CLAIMS.findall(text) for name, text in _texts().items() if CLAIMS.search(text)}
    assert found == {}
    assert len(_texts()) > 150


def test_a_claim_would_be_seen() -> None:
    assert all(CLAIMS.search(sentence) for sentence in PLANTED)


def test_a_difference_in_points_is_printed_only_with_its_interval() -> None:
    """Whatever template or module puts a difference into points prints its interval as well."""
    prints = {
        name
        for name, text in _texts().items()
        if re.search(r"\bpoints\((?!share)", text) and not name.endswith("charts.html")
    }
    assert prints >= {"assets/templates/console/experiment.html", "service/insights/results/read.py"}
    assert {name for name in prints if "interval(" not in _texts()[name] and "d.low" not in _texts()[name]} == set()


def test_differences_come_from_experiments_alone() -> None:
    """Only the experiments' own rooms subtract the answers of groups: everything else gets a finished `Difference`."""
    makers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "service").rglob("*.py")
        if re.search(r"\b(?:difference|corrected|compare)\(", path.read_text("utf-8"))
        and "service.decisions.experiments" in path.read_text("utf-8")
    }
    assert makers <= {
        "service/brain/experiments/read.py",
        "service/decisions/experiments/discovery.py",
        "service/decisions/experiments/verdict.py",
        "service/decisions/experiments/sequences.py",
    }
    assert set(_texts()) >= TOLD_FROM_CHANCE
