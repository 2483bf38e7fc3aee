"""A form gives back the page it was compiled from, or is none."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest

from renderers.errors import FetchRefused, TemplateError
from renderers.statement.compiled.compile import compile_form
from renderers.statement.compiled.form import Copy, Form, Place, set_slots
from renderers.statement.compiled.shape import Unset
from renderers.statement.pdf.read_back import words_of
from tests.renderers.statement.compiled.papers import OTHER_ADDRESS, copy, paper


def filled(form: Form, one: Copy) -> dict[str, bytes]:
    lines = set_slots(form.frames, one.slots)
    assert form.holds(lines)
    return form.filled(one, lines)


def places(form: Form) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for pieces in form.pages.values():
        for piece in pieces:
            if isinstance(piece, Place):
                found.setdefault(piece.slot, []).append(piece)
    return found


@pytest.fixture(scope="module")
def form() -> Form:
    return compile_form(paper(copy()), copy())


def test_every_slot_has_its_place_and_the_code_has_one(form: Form) -> None:
    assert form.frames.keys() == {"gift", "sum"}
    assert form.frames["gift"].width == pytest.approx(200)
    assert (form.frames["gift"].lines, form.frames["gift"].room) == (1, 0)
    assert {slot: [one.is_ended for one in found] for slot, found in places(form).items()} == {
        "gift": [False],
        "sum": [True],
    }
    assert sum(piece is None for pieces in form.pages.values() for piece in pieces) == 1


def test_words_of_another_paper_take_the_places_of_the_first(form: Form) -> None:
    files = filled(form, copy("Coffee", "7.50", title="Paper 2"))
    told = words_of(files["reader"])
    assert ("Coffee" in told, "7.50" in told, "Paper" in told) == (True, True, True)
    assert ("Tea" in told, "29.00" in told) == (False, False)
    with pypdfium2.PdfDocument(BytesIO(files["reader"])) as document:
        assert document.get_metadata_dict()["Title"] == "Paper 2"


def test_the_code_leads_where_the_copy_says(form: Form) -> None:
    one, other = copy(), copy(address=OTHER_ADDRESS)
    assert filled(form, one) == filled(form, copy())
    assert filled(form, one)["reader"] != filled(form, other)["reader"]


def unpacked(file: bytes) -> bytes:
    """The file with what is packed in it read out."""
    streams = re.findall(rb"/FlateDecode/Length \d+>>\nstream\n(.*?)\nendstream", file, re.DOTALL)
    return file + b"".join(zlib.decompress(stream) for stream in streams)


def test_only_the_archive_has_the_files_and_the_profile_of_colours(form: Form) -> None:
    files = filled(form, copy())
    reader, archive = unpacked(files["reader"]), unpacked(files["archive"])
    for sign in (b"/OutputIntents", b"/EmbeddedFile", b"/Filespec", b"sRGB2014"):
        assert (sign in reader, sign in archive) == (False, True), sign
    attached = {}
    for name, file in files.items():
        document = pypdfium2.PdfDocument(file)
        attached[name] = document.count_attachments()
        document.close()
    assert attached == {"reader": 0, "archive": 1}


def test_a_line_that_a_slot_shares_with_other_words_is_refused() -> None:
    shared = paper(copy()).replace(">Tea<", "><b>Green</b> tea<")
    with pytest.raises(TemplateError, match="The slot gift does not stand alone"):
        compile_form(shared, copy())


@pytest.mark.parametrize(
    ("slots", "name"), [({"gift": "Tea", "sum": "29.00", "day": "1 May"}, "day"), ({"gift": "Tea"}, "sum")]
)
def test_slots_that_are_not_those_of_the_paper_are_refused(slots: dict[str, str], name: str) -> None:
    with pytest.raises(TemplateError, match=rf"not the slots it is given: \['{name}'\]"):
        compile_form(paper(copy()), replace(copy(), slots=slots))


def test_a_slot_in_the_middle_of_its_line_has_no_edge_that_stays() -> None:
    with pytest.raises(TemplateError, match="A slot cannot be aligned center"):
        compile_form(paper(copy(), align="center"), copy())


@pytest.mark.parametrize(
    ("align", "direction", "is_ended"),
    [
        ("start", "ltr", False),
        ("end", "ltr", True),
        ("start", "rtl", True),
        ("end", "rtl", False),
        ("left", "rtl", False),
    ],
)
def test_which_edge_of_a_line_stays_is_told_by_alignment_and_direction(
    align: str, direction: str, is_ended: bool
) -> None:
    page = paper(copy(), align=f"{align}; direction: {direction}")
    (place,) = places(compile_form(page, copy()))["sum"]
    assert place.is_ended is is_ended


def test_a_slot_of_two_lines_has_a_place_for_each() -> None:
    long = copy("A long-run tin with twelve bars of dark chocolate")
    first, second = places(compile_form(paper(long), long))["gift"]
    assert (first.line, second.line, first.leading) == (0, 1, 0)
    assert first.y < second.y


def test_a_slot_that_keeps_room_is_compiled_with_one_line_and_takes_more() -> None:
    roomy = copy(room={"gift": 2})
    form = compile_form(paper(roomy), roomy)
    (place,) = places(form)["gift"]
    assert place.leading > 0
    two = replace(roomy, slots=roomy.slots | {"gift": "A long-run tin with twelve bars of dark chocolate"})
    four = replace(roomy, slots=roomy.slots | {"gift": "A long-run tin with twelve bars of dark chocolate " * 2})
    assert form.holds(set_slots(form.frames, two.slots))
    assert not form.holds(set_slots(form.frames, four.slots))
    long = replace(two, room={"gift": 2})
    with pytest.raises(Unset, match="keeps room for lines and is compiled with one"):
        compile_form(paper(long), long)


def test_what_a_form_asks_for_beyond_itself_is_refused() -> None:
    with pytest.raises(FetchRefused):
        compile_form(paper(copy()).replace("</body>", '<img src="file:///x.png" alt="x"></body>'), copy())
