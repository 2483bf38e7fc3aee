"""What a person's film costs, beside what the ordinary ways of making it cost in the same run."""
