from __future__ import annotations

import re
from importlib.metadata import distributions

from service.app.documents.licences import licences
from service.config import CHECKOUT


def same(name: str) -> str:
    """Package names as they are compared: letter case and the kind of dash do not count."""
    return name.lower().replace("_", "-").replace(".", "-")


def rows() -> dict[str, list[str]]:
    lines = [line.strip("| ").split(" | ") for line in licences().splitlines() if line.startswith("| ")]
    return {same(line[0]): line for line in lines[1:]}


def test_the_gpl_inside_two_wheels_is_said_at_the_top() -> None:
    top = licences().split("| package |")[0]

    assert "MIT licence" in top
    assert "`av` (PyAV) and `imageio-ffmpeg`" in top
    assert "builds of FFmpeg\nwith x264, which are under the GPL" in top


def test_every_locked_package_that_is_installed_has_a_row_with_its_version() -> None:
    locked = {
        same(line.split("==")[0])
        for line in (CHECKOUT / "requirements-dev.lock").read_text("utf-8").splitlines()
        if "==" in line and not line.startswith(" ")
    }
    installed = {same(package.name): package.version for package in distributions()}

    assert {name: row[1] for name, row in rows().items()} == {
        name: installed[name] for name in locked & installed.keys()
    }
    assert {"av", "imageio-ffmpeg", "flask", "weasyprint"} <= rows().keys()


def test_every_row_names_a_licence() -> None:
    assert [row for row in rows().values() if len(row) != 3 or not row[2].strip()] == []
    assert rows()["flask"][2] == "BSD-3-Clause"


def test_only_our_lock_is_listed_and_in_order() -> None:
    assert "handpicked" not in rows()
    assert list(rows()) == sorted(rows())


def test_the_stored_document_names_the_packages_of_the_lock() -> None:
    stored = (CHECKOUT / "docs" / "licences.md").read_text("utf-8")
    listed = {same(name) for name in re.findall(r"^\| (\S+) \|", stored, re.MULTILINE)}

    assert rows().keys() - listed == set()
