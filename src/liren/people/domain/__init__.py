"""Rules of the register on plain values."""
