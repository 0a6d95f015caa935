"""Rules about work orders on plain values."""
