"""Translation, points against the home plan, reports, hand-over."""
