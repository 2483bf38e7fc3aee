"""What another lever or limit would have done to past decisions, looked at before it is set."""
