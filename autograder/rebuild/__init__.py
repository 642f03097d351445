"""The released notebook with the student's cells in it, and the releases that it is made from."""
