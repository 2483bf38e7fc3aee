"""Fonts for paper."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from fontTools.ttLib import TTFont

from renderers.statement.pdf.print_fonts import CUTS, WHOLE, print_fonts, write_fontconfig


def test_every_cut_is_static_and_carries_its_own_name_and_weight() -> None:
    folder = print_fonts()
    for cut in CUTS:
        with TTFont(folder / cut.file_name) as font:
            assert "fvar" not in font
            assert font["name"].getDebugName(1) == cut.family
            assert font["OS/2"].usWeightClass == cut.axes["wght"]
            assert {ord(letter) for letter in "Jřðțжωạ€"} <= font.getBestCmap().keys()


def test_fontconfig_knows_our_folders_and_no_other(tmp_path: Path) -> None:
    path = write_fontconfig(tmp_path)
    tree = ElementTree.parse(path).getroot()  # noqa: S314 - we have just written it
    folders = [Path(entry.text or "") for entry in tree.findall("dir")]
    assert folders[0] == print_fonts()
    assert len(folders) >= 1 + len(WHOLE)
    assert all(folder.is_dir() for folder in folders)
    assert Path("/usr/share/fonts") not in folders
    assert [entry.text for entry in tree.findall("cachedir")] == [str(tmp_path)]
    assert tree.find("include") is None


def test_writing_it_twice_changes_nothing(tmp_path: Path) -> None:
    first = write_fontconfig(tmp_path).stat().st_mtime_ns
    assert write_fontconfig(tmp_path).stat().st_mtime_ns == first
