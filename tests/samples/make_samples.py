"""Writes the sample data: `python tests/samples/make_samples.py [assets folder] [truth file]`.

Seeded: the same tables give the same files, byte for byte.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

from campaign import BROKEN_ROWS, ONE_ROW, make_campaign
from people import ACCOUNT_COLUMNS, HEADER, PERSON_COLUMNS, make_people
from shelves import make_catalog

SEED = 20261122
SAMPLES = Path(__file__).parents[2] / "assets" / "samples"
TRUTH = Path(__file__).parent / "truth.json"


def write_json(path: Path, value: Any) -> None:
    """Readable, UTF-8, newline at the end."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def write_csv(path: Path, table: list[dict[str, str]], header: tuple[str, ...] = HEADER) -> None:
    """As a customer system exports it: byte-order mark, semicolons, CRLF."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, delimiter=";", lineterminator="\r\n", restval="")
    writer.writeheader()
    writer.writerows(table)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def main(folder: Path, truth_file: Path) -> None:
    """Write every sample file into `folder`, and what the spreadsheet truly says into `truth_file`."""
    folder.mkdir(parents=True, exist_ok=True)
    catalog = make_catalog(SEED)
    people = make_people(SEED)
    truth = {
        person.truth["email"]: {key: value for key, value in person.truth.items() if key != "email"}
        for person in people
    }
    write_json(folder / "catalog.json", catalog)
    write_json(folder / "campaign.json", make_campaign())
    write_csv(folder / "recipients.csv", [person.cells for person in people], HEADER + ACCOUNT_COLUMNS + PERSON_COLUMNS)
    write_csv(folder / "broken.csv", BROKEN_ROWS)
    write_csv(folder / "one.csv", [ONE_ROW])
    write_json(truth_file, truth)


if __name__ == "__main__":
    arguments = [Path(argument) for argument in sys.argv[1:]]
    main(*(arguments or [SAMPLES, TRUTH]))
