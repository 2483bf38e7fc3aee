"""What the sender offers somebody beside their gift: one on the gift's page and the statement, all of them on a page
of their own."""
