"""What a giver's country says of the value that one person may be given: limits with their sources, and the giver's year."""
