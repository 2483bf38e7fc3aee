"""What other mail servers think of ours: what the DNS says of the sending domain, and how fast a new sender goes."""
