"""The door for pages and the API."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liren.config.settings")


class Utf8Request(WSGIRequest):
    """A request that is read as UTF-8, whatever encoding it names.

    Python knows encodings that are none of text: "charset=rot13" would break Django before any
    view could answer.
    """

    def _set_content_type_params(self, meta: dict[str, str]) -> None:
        named = meta.get("CONTENT_TYPE", "")
        super()._set_content_type_params({"CONTENT_TYPE": without_charset(named)})  # type: ignore[misc]  # not in the stubs


class Handler(WSGIHandler):
    """Django's own, with our reading of a request."""

    request_class = Utf8Request


def without_charset(content_type: str) -> str:
    """A content type with its parameters, but for the encoding."""
    kept = (part for part in content_type.split(";") if not _names_charset(part))
    return ";".join(kept)


def _names_charset(part: str) -> bool:
    return part.strip().lower().startswith("charset")


django.setup(set_prefix=False)
application = Handler()
