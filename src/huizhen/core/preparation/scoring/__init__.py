"""Scores that the case's own facts allow (clinical content 2.8): which apply, what goes in, what
comes out. What an input is in facts is data (content/scores/inputs.json)."""
