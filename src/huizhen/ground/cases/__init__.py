"""The case, who takes part in it, and the one door to it."""
