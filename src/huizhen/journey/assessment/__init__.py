"""Is a Chinese opinion likely to help, and from whom: red flags and fit."""
