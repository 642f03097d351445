"""What one student handed in for one chapter: its result, the remarks, its texts made harmless."""
