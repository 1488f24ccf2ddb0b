"""The outside world, one file each; chosen in project/wiring."""
