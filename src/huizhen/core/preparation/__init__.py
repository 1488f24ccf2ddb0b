"""Preparation: from facts to the dossier that a Chinese department reads."""
