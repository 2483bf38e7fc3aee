"""One company: its people and their gifts, what binds it, what it cost this year, who wrote, what comes next."""
