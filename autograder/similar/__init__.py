"""Answers of a class that are alike beyond what is usual: where a person may want to look."""
