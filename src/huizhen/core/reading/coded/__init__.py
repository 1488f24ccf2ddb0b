"""What the readers of coded records share: code systems, words with a meaning, narrative pages."""
