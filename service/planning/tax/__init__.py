"""What people were given against the limit of the giver's country: a warning in plan and approval, and a list for the return."""
