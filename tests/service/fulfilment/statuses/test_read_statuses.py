from __future__ import annotations

import pytest

from service.fulfilment.statuses.read_statuses import MOST_LINES, StatusLine, read_lines
from service.recipients.postal.carriers import Carriage
from service.sheets.refusals import ListRefused


def test_headings_and_words_are_read_as_people_write_them() -> None:
    file = "Waybill;STATE;Parcel number;Courier\n1Z999AA10123456784;Dispatched;HP-2026-11-22-7KQ4;ups\n"
    assert read_lines(file.encode("utf-8-sig"), "out.csv") == (
        [StatusLine(2, "HP-2026-11-22-7KQ4", "shipped", Carriage("UPS", "1Z999AA10123456784"))],
        [],
    )


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("parcel,tracking\nHP,1\n", "no column “status”"),
        ("parcel,status,number\nHP,lost,HP\n", "Two columns say “parcel”"),
        ("parcel,status\n", "headings and no rows"),
        ("", "file is empty"),
        ("parcel,status\n" + "HP,lost\n" * (MOST_LINES + 1), "501 rows; the limit is 500"),
        ("%PDF-1.4", "isn’t a sheet"),
    ],
)
def test_a_file_that_is_none_is_refused_as_a_whole(file: str, sentence: str) -> None:
    with pytest.raises(ListRefused, match=sentence):
        read_lines(file.encode(), "out.csv")
