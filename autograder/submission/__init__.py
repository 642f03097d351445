"""What one student handed in for one chapter, what came of it, and its texts made harmless."""
