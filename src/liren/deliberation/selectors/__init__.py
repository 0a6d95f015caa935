"""Reads of topics and what belongs to them."""
