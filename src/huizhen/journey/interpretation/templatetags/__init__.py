"""Filters of the interpretation's pages."""
