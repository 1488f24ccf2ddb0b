"""Notices to people: on the desk and by e-mail, never with clinical content."""
