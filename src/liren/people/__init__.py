"""Residents as persons with a home, as little as the report loop needs.

The full register comes later; its door is kept narrow on purpose.
"""
