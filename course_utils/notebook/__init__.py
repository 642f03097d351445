"""What students call in a notebook: one command a file, and what these need."""
