"""What a program can see of how the workbook writes (docs/style.md, docs/style.toml).

Nothing is imported of the project: a checkout is read as it lies there, whatever state it is in::

    python -m tests.style [FOLDER]
"""
