"""What a workspace believes it knows: each insight with its source, date, test and outcome; an expired one counts no more."""
