"""What the product costs where it runs: the ledger, a launch, a page, a list, a recipient, a plan."""
