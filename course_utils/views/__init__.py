"""Views: a verdict as people read it, in HTML for a notebook and in plain text."""
