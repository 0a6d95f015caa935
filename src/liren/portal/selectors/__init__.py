"""Reads for pages made of several modules."""
