"""What somebody agreed to, took back or objected to: a row for each, only ever added."""
