"""The wiring: settings, addresses, roles, errors. It imports everything and nothing imports it."""
