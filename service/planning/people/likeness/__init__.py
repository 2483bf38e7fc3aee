"""How near words in any language are to what gifts are about."""
