"""The journal: what gifts cost by account and month, a month closed for good, its file, the ledger beside it."""
