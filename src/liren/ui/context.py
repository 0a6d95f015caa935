"""What every page may use."""

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, object]:
    """Mode and door of the page."""
    return {}
