"""What sensing puts on the rail of the desk; entered when the app is ready."""


def register() -> None:
    """Enter it once."""
