"""A workspace’s books: the journal of what its gifts cost, and the invoices of its suppliers beside it."""
