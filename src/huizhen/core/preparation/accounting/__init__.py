"""Accounts for every run of text of a finished paper: a statement, words of a pack, or reported."""
