"""Writes docs/licences.md from what is installed."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, distributions
from typing import Final

from service.config import CHECKOUT

_FIRST: Final = """# Licences

Handpicked's own code is under the MIT licence. This list is generated from the metadata of the packages in `requirements-dev.lock`,
which covers the product and its tests, checks and benchmarks (`make licences`).

**GPL inside:** the wheels of `av` (PyAV) and `imageio-ffmpeg` have permissive licences themselves but contain builds of FFmpeg
with x264, which are under the GPL. Handpicked uses them unchanged; `make setup` doesn't install the second.
Anyone who passes on an installation with these wheels passes on GPL software and must comply with its terms.

| package | version | licence |
|---|---|---|
"""


def _licence(package: Distribution) -> str:
    facts = package.metadata
    if "License-Expression" in facts:
        return facts["License-Expression"]
    kinds = [line.rsplit(" :: ", 1)[-1] for line in facts.get_all("Classifier") or [] if line.startswith("License ::")]
    stated = facts["License"].strip().splitlines() if "License" in facts else []
    short = stated[0] if stated and len(stated[0]) < 60 else ""
    return ", ".join(kind for kind in kinds if kind != "OSI Approved") or short or "see the package"


def licences() -> str:
    """The document as Markdown."""
    locked = set(
        re.findall(r"^([A-Za-z0-9_.-]+)==", (CHECKOUT / "requirements-dev.lock").read_text("utf-8"), re.MULTILINE)
    )
    rows = {
        _plain(package.name): f"| {package.name} | {package.version} | {_licence(package)} |"
        for package in distributions()
        if _plain(package.name) in {_plain(name) for name in locked}
    }
    return _FIRST + "\n".join(rows[name] for name in sorted(rows)) + "\n"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
