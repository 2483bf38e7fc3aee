"""The gift register outside of the console: a file, a paper, and both signed."""
