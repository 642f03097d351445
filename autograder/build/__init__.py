"""The build: one source per chapter becomes everything that is derived from it."""
