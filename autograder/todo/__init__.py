"""What waits for a person, on one list, and how each entry is dealt with from there."""
