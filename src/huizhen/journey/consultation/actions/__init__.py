"""Writes of the consultation, by what they concern: the only place of them."""
