"""Benchmarks: ratios of two measurements that are taken in turns within one run."""
