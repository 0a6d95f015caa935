"""Measures the loop on this machine, on databases of its own that are gone afterwards.

Real servers, real requests, durable writes. It judges nothing: the figures and what they may be
compared with stand in docs/reference/benchmarks.md.
"""
