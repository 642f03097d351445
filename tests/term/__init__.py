"""A term of a class, by real commands, every mark reckoned beside the grader."""
