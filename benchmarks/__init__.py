"""Reproducible comparisons: each prints ratios to a yardstick timed in the same run. ``python -m benchmarks``."""
