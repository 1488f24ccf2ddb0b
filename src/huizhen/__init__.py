"""Huizhen (会诊): foreign records in, a case that a Chinese specialist can answer out."""

__version__ = "0.1.0"
