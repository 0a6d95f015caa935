"""People at their devices, in the real browser, against the real servers."""
