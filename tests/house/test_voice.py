"""Phrases that docs/voice.md has retired stay out of every source, and the guide itself keeps its parts."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "voice.md"
RETIRED = {
    "a page refreshes": re.compile(r"\blook(s|ed)? again by itself\b", re.I),
    "a sentence is here or below": re.compile(r"\bstands? (here|below|further up)\b|\b(here|below) stands?\b", re.I),
    "we know something about somebody": re.compile(
        r"\b(not )?known of (some|any|every)(body|one)\b|\bknown of (them|you|him|her)\b", re.I
    ),
    "money is not enough": re.compile(
        r"\b(budgets?|money|limit|funds|stock)\b[^.\n]{0,60}\bd(o|oes|id)(n[’']t| not) reach\b", re.I
    ),
    "a fault is fixed": re.compile(r"\bmend(s|ed|ing)?\b", re.I),
    "a value is donated": re.compile(
        r"\bg(ave|ive|ives|iven|iving) (it|one|them|the gift|the value) on\b|\bg(ave|ive|iven) on\b(?=[\"”’'.,;:|<]| instead|$)",
        re.I,
    ),
    "somebody is contacted": re.compile(r"\bwrit(e|es|ten) to nobody\b|\bnobody (is|was|will be) written to\b", re.I),
    "a font lacks a character": re.compile(r"\bletters? (that )?no font\b|\bletters? has no font\b", re.I),
}
"""What is said instead -> what is not said any more."""
MADE_THINGS = "assets/samples"
"""Where a bowl may be mended."""
PROSE = (".md", ".html", ".txt", ".js", ".sh", ".toml")


def sources() -> list[Path]:
    found = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "setup.sh", ROOT / "worker.py"]
    for folder in ("docs", "renderers", "service", "workshop", "benchmarks", "assets"):
        found += [path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in {*PROSE, ".py", ".json"}]
    return [path for path in found if path.is_file()]


def prose_of(path: Path) -> str:
    """What a file says: the whole of a document, the strings and comments of code."""
    text = path.read_text("utf-8")
    if path == GUIDE:
        return "\n".join(re.sub(r"^\| [^|]+ \|", "|", line) for line in text.splitlines())
    if path.suffix != ".py":
        return text
    said = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name in {"STRING", "COMMENT", "FSTRING_MIDDLE"}:
            said.append(token.string)
    return "\n".join(said)


def is_english(path: Path) -> bool:
    return "translations" not in path.parts or path.name.startswith("en.")


def test_no_source_says_what_the_voice_guide_retired() -> None:
    found = []
    for path in filter(is_english, sources()):
        name, whole = path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
        if not any(retired.search(whole) for retired in RETIRED.values()):
            continue
        prose = prose_of(path)
        for instead, retired in RETIRED.items():
            if instead == "a fault is fixed" and name.startswith(MADE_THINGS):
                continue
            found += [f"{name}: “{match.group()}” ({instead})" for match in retired.finditer(prose)]
    assert found == []


@pytest.mark.parametrize(
    "said",
    [
        "This page looks again by itself.",
        "It stands here.",
        "Below stands who gets nothing.",
        "A value that is not known of somebody",
        "The budget does not reach for this gift.",
        "Nothing is saved until all are mended.",
        "She gave it on.",
        "Kept or given on",
        "Choosing writes to nobody.",
        "Nobody is written to.",
        "a letter that no font has",
        "A letter has no font",
    ],
)
def test_each_retired_phrase_would_be_found(said: str) -> None:
    assert [instead for instead, retired in RETIRED.items() if retired.search(said)] != []


def test_the_guide_has_a_word_for_each_thing_in_each_language() -> None:
    lines = GUIDE.read_text("utf-8").splitlines()
    head = lines.index("| en | cs | ro | is | ru | ja | ar |")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[head + 2 :]]
    words = [row for row in rows[: rows.index([""])] if row]
    assert [row[0].split(",")[0] for row in words] == [
        "gift", "swap", "donate", "decline", "statement", "page", "film", "company", "giver", "reader",
    ]  # fmt: skip
    assert {len(row) for row in words} == {7}
    assert [row for row in words if not all(row)] == []


def test_the_guide_shows_ten_sentences_before_and_after() -> None:
    said = GUIDE.read_text("utf-8").split("## Before and after\n")[1].split("\n## ")[0]
    assert len([line for line in said.splitlines() if line.startswith("| ")]) == 11
