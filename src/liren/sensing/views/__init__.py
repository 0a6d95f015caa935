"""The doors of sensing."""
