"""One module of probes per chapter, imported when one of its exercises is checked."""
