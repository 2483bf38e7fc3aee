"""Why something was decided, told to the person it was decided for."""
