"""The questions of ``review()``: recipes that draw numbers and compute what happens with them.

A recipe draws a few lines of code that can be run, the right answer by a formula in plain
Python, and wrong answers that are the results of named slips. Tests run the lines by torch.
"""
