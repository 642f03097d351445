"""How long grading takes, and what its answers cost: measured, not tested."""
