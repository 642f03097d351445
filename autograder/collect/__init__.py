"""Which file is whose: layouts, rosters, chapters, lateness. Nothing here writes."""
