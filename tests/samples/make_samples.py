"""Writes the sample data of assets/samples: `python tests/samples/make_samples.py [folder]`.

Seeded: the same tables give the same files, byte for byte.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from shelves import make_catalog

SEED = 20261122
SAMPLES = Path(__file__).parents[2] / "assets" / "samples"


def write_json(path: Path, value: Any) -> None:
    """Readable, UTF-8, newline at the end."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def main(folder: Path) -> None:
    """Write every sample file into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    catalog = make_catalog(SEED)
    write_json(folder / "catalog.json", catalog)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
