"""Before handing in: is the notebook sound, saved, and does it run?"""
