"""Invoices in UBL 2.1 as suppliers send them, for tests."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
)


@dataclass(frozen=True)
class Asked:
    """One line, without VAT, in whole cents."""

    note: str
    net: str
    percent: str = "21"
    cost: str = ""


def ubl(
    *lines: Asked,
    vat: str,
    total: str,
    number: str = "2026-117",
    currency: str = "EUR",
    kind: str = "380",
    date: str = "2026-12-01",
    whole: str = "",
) -> bytes:
    """`vat`, `total`: what the invoice says in the end; `whole`: what else stands before its totals."""
    said = "".join(
        f"<cac:InvoiceLine><cbc:ID>{row}</cbc:ID><cbc:Note>{line.note}</cbc:Note>"
        f'<cbc:InvoicedQuantity unitCode="C62">1</cbc:InvoicedQuantity>'
        f'<cbc:LineExtensionAmount currencyID="{currency}">{line.net}</cbc:LineExtensionAmount>'
        + (f"<cbc:AccountingCost>{line.cost}</cbc:AccountingCost>" if line.cost else "")
        + "<cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference>"
        "<cac:Item><cbc:Name>Bowl</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID>"
        + (f"<cbc:Percent>{line.percent}</cbc:Percent>" if line.percent else "")
        + "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item></cac:InvoiceLine>"
        for row, line in enumerate(lines, start=1)
    )
    return (
        f"{HEAD}<cbc:ID>{number}</cbc:ID><cbc:IssueDate>{date}</cbc:IssueDate>"
        f"<cbc:InvoiceTypeCode>{kind}</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>{currency}</cbc:DocumentCurrencyCode>"
        "<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Paper &amp; Clay</cbc:Name></cac:PartyName>"
        "</cac:Party></cac:AccountingSupplierParty>"
        f'{whole}<cac:TaxTotal><cbc:TaxAmount currencyID="{currency}">{vat}</cbc:TaxAmount></cac:TaxTotal>'
        f'<cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="{currency}">{total}</cbc:TaxInclusiveAmount>'
        f"</cac:LegalMonetaryTotal>{said}</Invoice>"
    ).encode()
