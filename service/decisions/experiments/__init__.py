"""Who is compared with whom, and what may be said of it: pure, on numbers alone."""
