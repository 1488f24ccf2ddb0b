"""The ledger of work, and the worker that performs it."""
