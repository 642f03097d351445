"""What decides an answer: exercises, probes, evidence, keys, judging, verdicts."""
