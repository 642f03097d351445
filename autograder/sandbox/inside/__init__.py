"""The part that lives in the sandbox: it sees course_utils and nothing else of the project.

The supervisor imports :mod:`frames` alone, so that both sides speak one language.
Imports in this package are relative: in the sandbox it is a top-level package.
"""
