"""Invoices of suppliers beside the ledger: read from a sheet or UBL, matched with orders, each difference with its cause."""
