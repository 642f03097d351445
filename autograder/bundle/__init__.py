"""Bundles for the places where a course grades already, and what runs in them.

``make`` writes a bundle on the instructor's machine; ``run`` is what it starts on the host. What
a host is, how it starts its bundle and how it wants to be answered stands in one module each:
:mod:`autograder.bundle.gradescope`, :mod:`autograder.bundle.github` and
:mod:`autograder.bundle.prairielearn`.
"""
