"""Synthetic sample cases: readable definitions (`content/samples`) become record files, each call
the same bytes. No sample is about a real person, and every page says so."""

from huizhen.core.samples.definition import SampleCase, sample_case
from huizhen.core.samples.generate import generate_sample, write_samples

__all__ = ["SampleCase", "generate_sample", "sample_case", "write_samples"]
