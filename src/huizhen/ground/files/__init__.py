"""Bytes at rest: the key ring, sealed fields, sealed blobs, resumable uploads."""
