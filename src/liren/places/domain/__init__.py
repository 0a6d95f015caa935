"""Rules about places on plain values."""
