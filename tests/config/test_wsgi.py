"""Requests are read as UTF-8, whatever encoding they name."""

import io

import pytest

from liren.config.wsgi import Utf8Request, without_charset


def request(content_type: str, body: bytes = b"") -> Utf8Request:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": "q=%E7%81%AF",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    return Utf8Request(environ)


@pytest.mark.parametrize("name", ["rot13", "base64", "idna", "utf-16", "shift_jis", "nonsense", ""])
def test_an_encoding_that_is_none_breaks_nothing(name: str) -> None:
    form = f"application/x-www-form-urlencoded; charset={name}"
    made = request(form, b"word=%E8%B7%AF")
    assert made.GET["q"] == "灯"
    assert made.POST["word"] == "路"


def test_other_parameters_stay() -> None:
    kept = without_charset("multipart/form-data; Charset=x; boundary=abc")
    assert kept == "multipart/form-data; boundary=abc"
