"""The doors of exchange."""
