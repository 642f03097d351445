"""For authors: a new exercise's scaffold, wrong answers tried, the catalogue's quality."""
