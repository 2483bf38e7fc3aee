"""Who is in a wave, when it was set to leave, and when its mails will."""
