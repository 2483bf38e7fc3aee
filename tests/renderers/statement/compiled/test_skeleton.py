"""A file with holes, filled: every reader finds every object where its table says."""

from __future__ import annotations

import re
import zlib
from io import BytesIO

import pydyf
import pypdfium2
import pytest

from renderers.statement.compiled.skeleton import Skeleton, skeleton_of, stream_object


def document() -> tuple[pydyf.PDF, pydyf.Stream]:
    """A page that draws one line."""
    pdf = pydyf.PDF()
    drawing = pydyf.Stream([b"0 0 m 50 50 l S"])
    pdf.add_object(drawing)
    pdf.add_page(
        pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": pdf.pages.reference,
                "MediaBox": pydyf.Array([0, 0, 100, 100]),
                "Contents": drawing.reference,
            }
        )
    )
    pdf.add_object(pdf.info)
    return pdf, drawing


@pytest.fixture
def made() -> tuple[Skeleton, int, int]:
    pdf, drawing = document()
    return skeleton_of(pdf, {drawing.number, pdf.info.number}), drawing.number, pdf.info.number


def fill(made: tuple[Skeleton, int, int], drawing: bytes, title: bytes = b"One", identifier: str = "id") -> bytes:
    skeleton, page, info = made
    return skeleton.filled({page: stream_object(drawing), info: b"<</Title (%b)>>" % title}, identifier)


def opened(file: bytes) -> tuple[int, str, float]:
    """Pages, title and the darkest pixel's brightness of the first page."""
    read = pypdfium2.PdfDocument(BytesIO(file))
    told = len(read), read.get_metadata_dict()["Title"], float(read[0].render().to_numpy().min())
    read.close()
    return told


def test_what_is_put_into_the_holes_is_what_is_drawn(made: tuple[Skeleton, int, int]) -> None:
    assert opened(fill(made, b"0 0 100 100 re f", b"Black")) == (1, "Black", 0.0)
    assert opened(fill(made, b"1 g 0 0 100 100 re f", b"White")) == (1, "White", 255.0)


def test_every_object_on_its_own_stands_where_the_table_says(made: tuple[Skeleton, int, int]) -> None:
    file = fill(made, b"0 0 100 100 re f")
    at = int(file.rsplit(b"startxref\n", 1)[1].split()[0])
    assert file[at:].startswith(b"%d 0 obj" % made[0].count)
    packed = re.search(rb"stream\n(.*)\nendstream", file[at:], re.DOTALL)
    assert packed is not None
    table = zlib.decompress(packed[1])
    lines = [table[place : place + 7] for place in range(0, len(table), 7)]
    assert len(lines) == made[0].count + 1
    kinds = {line[0] for line in lines}
    for number, line in enumerate(lines):
        if line[0] == 1:
            assert file[int.from_bytes(line[1:5]) :].startswith(b"%d 0 obj" % number)
    assert kinds == {0, 1, 2}


def test_equal_words_and_names_are_equal_bytes(made: tuple[Skeleton, int, int]) -> None:
    assert fill(made, b"S") == fill(made, b"S")
    assert len({fill(made, b"S"), fill(made, b"s"), fill(made, b"S", b"Two"), fill(made, b"S", identifier="no")}) == 4


def test_a_file_names_itself_and_what_stands_in_its_holes(made: tuple[Skeleton, int, int]) -> None:
    def names(file: bytes) -> tuple[bytes, bytes]:
        found = re.search(rb"/ID \[\((.*?)\) \((.*?)\)\]", file)
        assert found is not None
        return found[1], found[2]

    one, other, renamed = names(fill(made, b"S")), names(fill(made, b"s")), names(fill(made, b"S", identifier="no"))
    assert (one[0], other[0], renamed[0]) == (b"id", b"id", b"no")
    assert one[1] == renamed[1] != other[1]


def test_what_an_edition_has_not_is_in_no_byte_of_it_and_what_is_other_is_other() -> None:
    pdf, drawing = document()
    extra = pydyf.Stream([b"secret figures"])
    pdf.add_object(extra)
    plain = skeleton_of(pdf, {drawing.number, pdf.info.number})
    without = skeleton_of(
        pdf,
        {drawing.number, pdf.info.number},
        {extra.number},
        {pdf.catalog.number: pydyf.Dictionary({**pdf.catalog, "Lang": pydyf.String("is")})},
    )
    assert (b"secret figures" in plain.packed, b"secret figures" in without.packed) == (True, False)
    assert (plain.count, plain.root) == (without.count, without.root)
    read = pypdfium2.PdfDocument(
        without.filled({drawing.number: stream_object(b"S"), pdf.info.number: b"<</Title (x)>>"}, "id")
    )
    assert len(read) == 1
    read.close()


def test_a_stream_packed_for_one_edition_is_not_packed_again_for_another() -> None:
    pdf, drawing = document()
    extra = pydyf.Stream([b"a picture"])
    pdf.add_object(extra)
    written: dict[int, bytes] = {}
    first = skeleton_of(pdf, {drawing.number, pdf.info.number}, written=written)
    assert written.keys() == {extra.number}
    written[extra.number] = written[extra.number].replace(b"picture", b"drawing")
    second = skeleton_of(pdf, {drawing.number, pdf.info.number}, written=written)
    assert (b"a picture" in first.packed, b"a drawing" in second.packed) == (True, True)


def test_a_stream_says_its_length() -> None:
    body = stream_object(b"0 0 m" * 50)
    packed = body.split(b"stream\n", 1)[1].removesuffix(b"\nendstream")
    assert b"/Length %d>>" % len(packed) in body
    assert zlib.decompress(packed) == b"0 0 m" * 50
