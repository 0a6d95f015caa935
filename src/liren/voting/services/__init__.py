"""Every write of the module, one function a verb; `access` asks first, for everybody."""
