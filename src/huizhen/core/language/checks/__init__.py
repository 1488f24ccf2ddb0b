"""Checks of a translation against its source, English and Chinese, both directions.

`Checker` runs every check over a pair; each check is a module that reads both sides for the same
kind of thing (numbers, sides, negations, drugs ...) by sense, and tells what one side has and the
other has not.
"""
