"""What suppliers write, as a sheet and as UBL: read to the cent, or refused with a sentence that says where and what to do."""

from __future__ import annotations

from datetime import date

import pytest

from service.books.invoices import read_ubl as ubl_reader
from service.books.invoices.lines import ReadInvoice, ReadLine
from service.books.invoices.read import read_file, read_invoices
from service.sheets.refusals import ListRefused
from tests.service.books.invoices.ubl import HEAD, Asked, ubl

ORDER, OTHER = "HP-2026-11-22-7KQ4", "gft_aaaaaaaaaaaaaaaa"
TITLES = "supplier,invoice,date,order,cost,amount,vat,currency\n"


def sheet(*rows: str) -> bytes:
    return (TITLES + "".join(f"{row}\n" for row in rows)).encode()


def test_a_sheet_holds_several_invoices_and_each_keeps_its_rows_and_credits() -> None:
    data = sheet(
        f"Paper & Clay,117,2026-12-01,{ORDER},,44.00,7.64,EUR",
        f'Box AG,9,1.12.2026,{OTHER},shipping,"6,90",,EUR',
        f"paper & clay,117,2026-12-01,{ORDER},Delivery,-6.90,0,EUR",
    )
    first, second = ReadLine(2, ORDER, "gift", 4400, 764), ReadLine(4, ORDER, "shipping", -690, 0)
    assert read_invoices(data, "invoices.csv") == (
        [
            ReadInvoice("Paper & Clay", "117", date(2026, 12, 1), "EUR", (first, second)),
            ReadInvoice("Box AG", "9", date(2026, 12, 1), "EUR", (ReadLine(3, OTHER, "shipping", 690, None),)),
        ],
        [],
    )


def test_each_wrong_row_of_a_sheet_says_what_is_wrong_with_it() -> None:
    rows = {
        f",117,2026-12-01,{ORDER},,44.00,,EUR": "The supplier is missing.",
        f"Paper,,2026-12-01,{ORDER},,44.00,,EUR": "The invoice’s number is missing.",
        f"Paper,1,3/4/2026,{ORDER},,44.00,,EUR": "Write the invoice’s date as 2026-11-30.",
        "Paper,2,2026-12-01,order 12,,44.00,,EUR": "“order 12” isn’t an order’s number. It looks like HP-2026-11-22-7KQ4.",
        f"Paper,3,2026-12-01,{ORDER},ransom,44.00,,EUR": (
            "“ransom” is no cost. Write gift, wrap, shipping, duty, tax, fee or return."
        ),
        f"Paper,4,2026-12-01,{ORDER},,,,EUR": "The amount is missing. Write it with its VAT.",
        f"Paper,5,2026-12-01,{ORDER},,44.0055,,EUR": "“44.0055” isn’t a price (column “amount”).",
        f"Paper,6,2026-12-01,{ORDER},,44.00,44.00,EUR": "The VAT can’t be as large as the amount, which contains it.",
        f"Paper,7,2026-12-01,{ORDER},,44.00,-7.64,EUR": "The VAT can’t be as large as the amount, which contains it.",
        f"Paper,8,2026-12-01,{ORDER},,44.00,,XXX": (
            "“XXX” isn’t a currency of your campaigns. They are EUR, USD, GBP, CHF, NOK, SEK, DKK, CZK."
        ),
        f"Paper,9,2026-12-01,{ORDER},,$44.00,,EUR": (
            "The price says USD, the currency column EUR. We don’t convert by ourselves (column “amount”)."
        ),
        f"Paper,10,2026-12-01,{ORDER},,44.00,,EUR": "",
        f"Paper,10,2026-12-02,{ORDER},fee,1.00,,EUR": "10 has another date or currency than in row 13.",
    }
    _, bad = read_file(sheet(*rows), "invoices.csv")
    expected = [(row, sentence) for row, sentence in enumerate(rows.values(), start=2) if sentence]
    assert [(one.row, one.sentence) for one in bad] == [(row, said) for row, said in expected]


def test_a_sheet_without_a_column_it_needs_or_without_rows_is_refused() -> None:
    with pytest.raises(ListRefused, match="There’s no column “order”"):
        read_file(b"supplier,invoice,date,amount,currency\nPaper,1,2026-12-01,4,EUR\n", "invoices.csv")
    with pytest.raises(ListRefused, match="There are headings and no rows"):
        read_file(TITLES.encode(), "invoices.csv")


def test_ubl_is_read_with_the_vat_of_each_line_and_what_rounding_adds_on_the_whole() -> None:
    data = ubl(
        Asked(f"Order {ORDER}, thank you", "36.36"),
        Asked(ORDER, "5.70", "21", "shipping"),
        vat="8.84",
        total="50.90",
    )
    [read], bad = read_invoices(data, "invoice.xml")
    assert (bad, read.supplier, read.number, read.issued_on) == ([], "Paper & Clay", "2026-117", date(2026, 12, 1))
    assert read.lines == (
        ReadLine(1, ORDER, "gift", 4400, 764),
        ReadLine(2, ORDER, "shipping", 690, 120),
    )
    rounded = ubl(Asked(ORDER, "36.36"), Asked(ORDER, "5.70", "21", "shipping"), vat="8.83", total="50.89")
    [read], _ = read_file(rounded, "invoice.xml")
    assert read.lines[2] == ReadLine(3, "", "fee", -1, -1)


def test_charges_on_the_whole_of_it_are_lines_of_no_order() -> None:
    charge = (
        "<cac:AllowanceCharge><cbc:ChargeIndicator>{}</cbc:ChargeIndicator>"
        '<cbc:Amount currencyID="EUR">10.00</cbc:Amount><cac:TaxCategory><cbc:ID>{}</cbc:ID>{}</cac:TaxCategory>'
        "</cac:AllowanceCharge>"
    )
    whole = charge.format("true", "S", "<cbc:Percent>21</cbc:Percent>") + charge.format("false", "E", "")
    [read], _ = read_file(ubl(Asked(ORDER, "36.36"), vat="9.74", total="46.10", whole=whole), "invoice.xml")
    assert read.lines[1:] == (ReadLine(2, "", "fee", 1210, 210), ReadLine(3, "", "fee", -1000, 0))


GOOD = Asked(ORDER, "36.36")
NO_ORDER = "There’s no order’s number in this line. It can stand in its note, for example HP-2026-11-22-7KQ4."


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (Asked("no number", "36.36"), NO_ORDER),
        (Asked(ORDER, "36.36", ""), "It doesn’t say the rate of its VAT."),
        (Asked(ORDER, "36.36", "210"), "A VAT of 210% can’t be right."),
        (Asked(ORDER, "much"), "“much” isn’t a figure."),
        (Asked(ORDER, "NaN"), "“NaN” isn’t a figure."),
        (Asked(ORDER, "1e999999999"), "“1e999999999” isn’t a figure."),
        (Asked(ORDER, ""), "There’s no LineExtensionAmount."),
        (Asked(ORDER, "36.361"), "36.361 isn’t an amount in EUR."),
        (
            Asked(ORDER, "36.36", "21", "ransom"),
            "“ransom” is no cost. Write gift, wrap, shipping, duty, tax, fee or return.",
        ),
    ],
)
def test_a_wrong_line_of_ubl_says_what_is_wrong_with_it(line: Asked, sentence: str) -> None:
    invoices, bad = read_file(ubl(GOOD, line, vat="15.28", total="88.00"), "invoice.xml")
    assert (invoices, [(one.row, one.sentence) for one in bad]) == ([], [(2, sentence)])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (ubl(GOOD, vat="7.64", total="45.00"), "The lines of this invoice don’t add up to its total."),
        (ubl(GOOD, vat="9.00", total="45.36"), "The lines of this invoice don’t add up to its total."),
        (ubl(GOOD, vat="7.64", total="44.00", kind="381"), "This is a credit note."),
        (ubl(GOOD, vat="7.64", total="44.00", currency="XAU"), "“XAU” isn’t a currency of your campaigns."),
        (ubl(GOOD, vat="7.64", total="44.00", date="soon"), "The invoice’s date is missing"),
        (ubl(vat="0", total="0"), "This invoice has no lines."),
        (b"<CreditNote xmlns='urn:x'/>", "This is a credit note."),
        (b"<html><body>Invoice</body></html>", "isn’t an invoice in UBL 2.1"),
        (HEAD.encode() + b"<broken", "isn’t well-formed XML"),
        (b"<?xml version='1.0' encoding='martian'?><a/>", "isn’t well-formed XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "has a document type, which no invoice has"),
        (b"<a>" * 50 + b"</a>" * 50, "larger than an invoice can be"),
    ],
)
def test_xml_that_is_no_sound_invoice_is_refused_as_a_whole(data: bytes, sentence: str) -> None:
    with pytest.raises(ListRefused) as refused:
        read_file(data, "invoice.xml")
    assert sentence in refused.value.sentence


def test_a_file_with_more_elements_than_an_invoice_has_is_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ubl_reader, "MOST_ELEMENTS", 100)
    with pytest.raises(ListRefused, match="larger than an invoice can be"):
        read_file(b"<a>" + b"<b/>" * 100 + b"</a>", "invoice.xml")
