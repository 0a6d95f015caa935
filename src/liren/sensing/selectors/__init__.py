"""Reads of sensing."""
