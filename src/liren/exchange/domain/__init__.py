"""Rules of exchange, on plain values."""
