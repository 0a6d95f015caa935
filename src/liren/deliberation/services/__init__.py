"""Every write to topics, one file for each part of the chain."""
