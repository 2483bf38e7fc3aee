"""People whom a list brought and whom nobody ever wrote to: they aren't kept in stock."""
