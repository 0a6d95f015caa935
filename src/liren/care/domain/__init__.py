"""Rules of care, on plain values."""
