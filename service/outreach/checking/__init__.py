"""Is this real: the page that answers it, and what follows where somebody does not trust a gift."""
