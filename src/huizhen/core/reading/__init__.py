"""Bytes to readings: one reader a format, chosen by score, never by file name alone."""
