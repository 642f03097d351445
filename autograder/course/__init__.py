"""The course folder: its settings, its journal, its gradebook, and what was given by hand."""
