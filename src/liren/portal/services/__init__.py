"""Every write of the portal: the keys of kiosks."""
