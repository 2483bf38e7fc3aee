"""One card that travels: what somebody told about themselves, signed, to be handed to any giver's page."""
