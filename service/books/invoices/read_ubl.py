"""An invoice as UBL 2.1 writes it (ISO/IEC 19845), as far as it says what is asked for which order.

Its amounts are without VAT and name the VAT's rate line by line. What is asked on the whole of it, and what the rounding of its VAT
comes to, are lines that belong to no order, so that its lines always add up to what it says in the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers.expat import ExpatError, ParserCreate

from babel.numbers import get_currency_precision

from service.books.invoices.lines import (
    EXAMPLE,
    MOST_LINES,
    REFERENCE,
    ReadInvoice,
    ReadLine,
    read_code,
    read_name,
    read_part,
)
from service.brain.own_sheet import BadLine
from service.errors import InvalidInput
from service.sheets.refusals import ListRefused
from service.written import one_line

MOST_ELEMENTS: Final = 400_000
DEEPEST: Final = 40
_ROOT: Final = "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice"
_AGGREGATE: Final = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_BASIC: Final = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_NO_VAT: Final = frozenset({"Z", "E", "O", "AE", "K", "G"})
"""Categories of VAT of which nothing is asked: zero, exempt, outside, reverse charge, within the EU, exported (UNCL 5305)."""
_CREDIT_NOTES: Final = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
_MOST_MINOR: Final = 100_000_000
_REFERENCES: Final = (
    "OrderLineReference/LineID", "OrderLineReference/OrderReference/ID", "DocumentReference/ID", "Note", "AccountingCost",
    "Item/BuyersItemIdentification/ID", "Item/Name", "Item/Description",
)  # fmt: skip
"""Where a line may name its order, the closest first."""
_AGGREGATES: Final = frozenset(
    {"OrderLineReference", "OrderReference", "DocumentReference", "Item", "BuyersItemIdentification", "ClassifiedTaxCategory",
     "AccountingSupplierParty", "Party", "PartyName", "PartyLegalEntity", "InvoiceLine", "AllowanceCharge", "TaxCategory",
     "TaxTotal", "LegalMonetaryTotal"}
)  # fmt: skip


def is_xml(data: bytes) -> bool:
    """Whether a file begins as XML does."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" or data[:2] in {b"\xff\xfe", b"\xfe\xff"}


def read_ubl(data: bytes, filename: str) -> tuple[list[ReadInvoice], list[BadLine]]:
    """The invoice, and what is wrong with its lines. Raises ListRefused for a file that is none, or that does not add up."""
    root = _parse(data, filename)
    try:
        currency = read_code(_text(root, "DocumentCurrencyCode"))
        head = (_supplier(root), read_name(_text(root, "ID"), "The invoice’s number"), _day(root), currency)
    except InvalidInput as error:
        raise ListRefused("invoice_head", error.sentence) from None
    elements = root.findall(_path("InvoiceLine"))
    if not elements:
        raise ListRefused("no_rows", "This invoice has no lines.")
    if len(elements) > MOST_LINES:
        raise ListRefused("too_many_rows", f"The invoice has {len(elements):,} lines; the limit is {MOST_LINES:,}.")
    good: list[ReadLine] = []
    bad: list[BadLine] = []
    whole_order = _named(_text(root, "OrderReference/ID"))
    for row, element in enumerate(elements, start=1):
        try:
            good.append(_line(row, element, currency, whole_order))
        except InvalidInput as error:
            bad.append(BadLine(row, error.sentence))
    if bad:
        return [], bad
    try:
        lines = (*good, *_on_the_whole(root, currency, len(elements)))
        return [ReadInvoice(*head, (*lines, *_rest(root, currency, lines)))], []
    except InvalidInput as error:
        raise ListRefused("invoice_sums", error.sentence) from None


def _parse(data: bytes, filename: str) -> Element:
    broken = ListRefused("file_unreadable", f"“{filename}” isn’t well-formed XML. Ask the supplier for the file again.")
    try:
        _require_plain(data)
        root = fromstring(data)  # noqa: S314 (no document types, and depth and elements were counted before)
    except (ParseError, ExpatError, LookupError, ValueError):
        raise broken from None
    if root.tag == _ROOT:
        if _text(root, "InvoiceTypeCode") in _CREDIT_NOTES:
            raise _credit_note()
        return root
    if root.tag.endswith("}CreditNote"):
        raise _credit_note()
    raise ListRefused(
        "no_invoice", "This XML isn’t an invoice in UBL 2.1. Ask the supplier for one, or write its lines as CSV."
    )


def _credit_note() -> ListRefused:
    return ListRefused(
        "credit_note",
        "This is a credit note. Write its lines as CSV, with a minus before each amount, and upload that.",
    )


def _require_plain(data: bytes) -> None:
    """Raises ListRefused before anything is built: no document type, no more elements and no deeper than an invoice has."""
    parser, counted, depth = ParserCreate(), 0, 0

    def begins(_name: str, _attributes: dict[str, str]) -> None:
        nonlocal counted, depth
        counted, depth = counted + 1, depth + 1
        if counted > MOST_ELEMENTS or depth > DEEPEST:
            raise ListRefused(
                "file_too_heavy", "This file is larger than an invoice can be. Ask the supplier for smaller ones."
            )

    def ends(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def document_type(*_told: object) -> None:
        raise ListRefused("file_unreadable", "This XML has a document type, which no invoice has. It wasn’t read.")

    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.StartDoctypeDeclHandler = document_type
    parser.Parse(data, True)


def _line(row: int, element: Element, currency: str, whole_order: str | None) -> ReadLine:
    named = (_named(text) for path in _REFERENCES for text in _texts(element, path))
    reference = next(filter(None, named), whole_order)
    if reference is None:
        raise InvalidInput(f"There’s no order’s number in this line. It can stand in its note, for example {EXAMPLE}.")
    cost = _text(element, "AccountingCost")
    net = _amount(element, "LineExtensionAmount", currency)
    vat = _vat(net, element, "Item/ClassifiedTaxCategory")
    return ReadLine(row, reference, read_part("" if _named(cost) else cost), net + vat, vat)


def _on_the_whole(root: Element, currency: str, lines: int) -> Iterator[ReadLine]:
    """Charges and allowances that are asked for no line."""
    for number, element in enumerate(root.findall(_path("AllowanceCharge")), start=1):
        net = _amount(element, "Amount", currency)
        signed = net if _text(element, "ChargeIndicator").lower() == "true" else -net
        vat = _vat(signed, element, "TaxCategory")
        yield ReadLine(lines + number, "", "fee", signed + vat, vat)


def _rest(root: Element, currency: str, lines: tuple[ReadLine, ...]) -> Iterator[ReadLine]:
    """What rounding the VAT as a whole, rather than line by line, adds or takes. Raises InvalidInput where that does not explain
    what the invoice says in the end."""
    totals = [one for one in root.findall(_path("TaxTotal")) if _currency_of(one, "TaxAmount") == currency]
    said = _amount(totals[0], "TaxAmount", currency) if totals else 0
    rounding = said - sum(line.vat_minor or 0 for line in lines)
    total = _amount(root, "LegalMonetaryTotal/TaxInclusiveAmount", currency)
    if abs(rounding) > len(lines) or total != sum(line.amount_minor for line in lines) + rounding:
        raise InvalidInput("The lines of this invoice don’t add up to its total. Ask the supplier to correct it.")
    if rounding:
        yield ReadLine(max(line.row for line in lines) + 1, "", "fee", rounding, rounding)


def _vat(net: int, element: Element, category: str) -> int:
    """Of a sum without it, half a unit away from nothing. Raises InvalidInput where no rate is named."""
    said = _text(element, f"{category}/Percent")
    if not said and _text(element, f"{category}/ID") in _NO_VAT:
        return 0
    percent = _decimal(said, "It doesn’t say the rate of its VAT.")
    if not 0 <= percent <= 100:
        raise InvalidInput(f"A VAT of {said[:12]}% can’t be right.")
    return int((net * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


def _amount(element: Element, path: str, currency: str) -> int:
    value = _decimal(_text(element, path), f"There’s no {path.rsplit('/', 1)[-1]}.")
    if (other := _currency_of(element, path)) != currency:
        raise InvalidInput(
            f"It’s in {other[:3] or 'no currency'}, and the invoice in {currency}. We don’t convert by ourselves."
        )
    minor = value.scaleb(int(get_currency_precision(currency)))
    if minor != minor.to_integral_value() or abs(minor) > _MOST_MINOR:
        raise InvalidInput(f"{value} isn’t an amount in {currency}.")
    return int(minor)


def _decimal(text: str, missing: str) -> Decimal:
    if not text:
        raise InvalidInput(missing)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise InvalidInput(f"“{text[:20]}” isn’t a figure.") from None
    if not value.is_finite() or abs(value.adjusted()) > 12:
        raise InvalidInput(f"“{text[:20]}” isn’t a figure.")
    return value


def _supplier(root: Element) -> str:
    party = "AccountingSupplierParty/Party"
    name = _text(root, f"{party}/PartyName/Name") or _text(root, f"{party}/PartyLegalEntity/RegistrationName")
    return read_name(name, "The supplier")


def _day(root: Element) -> date:
    try:
        return date.fromisoformat(_text(root, "IssueDate"))
    except ValueError:
        raise InvalidInput("The invoice’s date is missing, or isn’t written as 2026-11-30.") from None


def _named(text: str) -> str | None:
    found = REFERENCE.search(text)
    return found[0] if found else None


def _path(path: str) -> str:
    return "/".join(f"{_AGGREGATE if name in _AGGREGATES else _BASIC}{name}" for name in path.split("/"))


def _text(element: Element, path: str) -> str:
    return one_line(element.findtext(_path(path)) or "")


def _texts(element: Element, path: str) -> Iterator[str]:
    return (one_line(found.text or "") for found in element.iterfind(_path(path)))


def _currency_of(element: Element, path: str) -> str:
    found = element.find(_path(path))
    return "" if found is None else found.get("currencyID", "")
