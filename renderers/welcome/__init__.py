"""The words with which somebody is met: one place for page, mail and film."""
