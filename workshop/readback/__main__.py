"""What nobody has read back yet: `python -m workshop.readback [KEY ...] [--language cs]`.

    --check                  ends with 1 where a language misses a sentence or shows the English one
    --json FILE              the same list with the English, for a machine
    --sample 60 --seed 1     sentences by chance with values in them and without the English, for a back-reader
    --sign cs KEY ... --by N these were read and are right as they are; KEY may be a pattern such as 'mail.*'
    --sign-all cs --by N     everything in one language

docs/voice.md says when a sentence may be signed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from renderers.language.translations import ASSETS, LOCALES
from workshop.readback.entries import Entry, read_entries
from workshop.readback.examples import sample
from workshop.readback.record import FOLDER, Unread, read_record, sign, unread, write_record


def main(arguments: Sequence[str], assets: Path = ASSETS, folder: Path = FOLDER) -> int:
    """What the command line says is done; the exit code."""
    parser, wanted = _read(arguments)
    entries = read_entries(assets)
    languages = wanted.language or list(LOCALES)
    if wanted.sample is not None:
        return _print_sample(entries, languages, wanted.sample, wanted.seed)
    if wanted.sign or wanted.sign_all:
        language, *patterns = wanted.sign or [wanted.sign_all, "*"]
        if language not in LOCALES or not patterns or not (wanted.by or "").strip():
            parser.error("To sign, name a language, its keys and, with --by, who has read them.")
        return _sign(entries, language, patterns, wanted.by.strip(), folder)
    records = {language: read_record(language, folder) for language in languages}
    found = [each for each in unread(entries, records, languages) if _is_named(each.key, wanted.key)]
    if wanted.json:
        listed = [asdict(each) for each in found]
        wanted.json.write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _print_unread(found, languages, shown=not wanted.json and not wanted.check)
    return 1 if wanted.check and any(each.is_fault for each in found) else 0


def _read(arguments: Sequence[str]) -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    parser = argparse.ArgumentParser(
        "python -m workshop.readback", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("key", nargs="*", help="only these keys; each may be a pattern")
    parser.add_argument("--language", action="append", choices=LOCALES)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--sample", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sign", nargs="+", metavar=("LANGUAGE", "KEY"))
    parser.add_argument("--sign-all", metavar="LANGUAGE")
    parser.add_argument("--by", metavar="NAME")
    return parser, parser.parse_args(arguments)


def _is_named(key: str, patterns: Sequence[str]) -> bool:
    return not patterns or any(fnmatchcase(key, pattern) for pattern in patterns)


def _print_unread(found: Sequence[Unread], languages: Sequence[str], *, shown: bool) -> None:
    for language in languages:
        mine = [each for each in found if each.language == language]
        counted = ", ".join(f"{count} {why}" for why, count in Counter(each.why for each in mine).items())
        _print(f"{language}: {counted or 'everything has been read back'}")
        for each in mine:
            if shown or each.is_fault:
                _print(f"  {each.why}: {each.key}: {' / '.join(each.said.splitlines())}")


def _print_sample(entries: Mapping[str, Entry], languages: Sequence[str], count: int, seed: int) -> int:
    for language in languages:
        for number, example in enumerate(sample(entries, language, count, seed), start=1):
            heading = f" [{example.heading}]" if example.heading else ""
            _print(f"{language} {number} ({example.place}){heading} {example.said}")
    return 0


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _sign(entries: Mapping[str, Entry], language: str, patterns: Sequence[str], by: str, folder: Path) -> int:
    read = [entry for entry in entries.values() if entry.said.get(language) and _is_named(entry.key, patterns)]
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    signed = {entry.key: sign(language, entry, on=today, by=by) for entry in read}
    kept = {key: signature for key, signature in read_record(language, folder).items() if key in entries}
    write_record(language, kept | signed, folder)
    _print(f"{language}: {len(signed)} signed by {by} on {today}")
    return 0 if signed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
