"""The gate between two languages: what leaves, what differs in it, who says that it does not."""
