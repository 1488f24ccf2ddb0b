"""Terminologies that a site owns: read from its workbooks, kept beside the product's lexicon."""
