"""A workspace's journal: what its gifts cost, month by month, as bookkeeping takes it over."""
