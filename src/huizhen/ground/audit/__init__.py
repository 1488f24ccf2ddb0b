"""What was done, seen and sent: an append-only chain of hashes."""
