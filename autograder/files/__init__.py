"""Files on the disk: where they lie, written whole or not at all, one process at a time."""
