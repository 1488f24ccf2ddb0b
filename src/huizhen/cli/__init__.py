"""The command line: the same core as the desk, on files."""
