"""The book: all chapters as web pages, made by Sphinx from the notebooks as they lie here."""
