"""Studies and series as the headers tell them."""
