"""Files of segments in two languages, as translators exchange them, read as a stream of pairs.

`pairs.py` chooses the reader by the file's name: XLIFF 1.2 and 2.x, TMX, tables, JSON lines.
"""
