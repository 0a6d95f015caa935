"""Messages go to the address that was judged, and to no other."""

import socket
from pathlib import Path

import pytest
from pytest_django import Settings

from liren.exchange import posting
from liren.exchange.models import Subscription
from tests.exchange.conftest import Receiver
from tests.exchange.telling import RunJobs, delivery, report, tell
from tests.factories.neighbourhood import Neighbourhood

pytestmark = pytest.mark.usefixtures("in_the_house")


@pytest.mark.django_db
class TestAddresses:
    def test_a_name_that_resolves_inside_is_refused(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs, settings: Settings
    ) -> None:
        tell(town, receiver.url.replace("127.0.0.1", "localhost"))
        settings.LIREN_WEBHOOK_PRIVATE = False
        Subscription.objects.update(url=f"https://localhost:{receiver.url.split(':')[2]}")
        report(town)
        run_jobs()
        assert receiver.got == []
        assert delivery().error == posting.NOT_ALLOWED

    def test_a_name_that_changes_its_mind_changes_nothing(
        self, town: Neighbourhood, receiver: Receiver, run_jobs: RunJobs,
        settings: Settings, monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        """DNS rebinding: public when it is judged, inside when it is connected to."""
        tell(town, receiver.url)
        settings.LIREN_WEBHOOK_PRIVATE = False
        port = int(receiver.url.split(":")[2].partition("/")[0])
        asked: list[str] = []
        reached: list[object] = []

        def resolve(host: str, *args: object, **more: object) -> list[object]:
            asked.append(host)
            address = "93.184.215.14" if len(asked) == 1 else "127.0.0.1"
            return [(2, 1, 6, "", (address, port))]

        class Socket(socket.socket):
            def connect(self, address: object) -> None:
                reached.append(address)
                raise ConnectionRefusedError

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        monkeypatch.setattr(socket, "socket", Socket)
        Subscription.objects.update(url=f"https://rebind.example:{port}/")
        report(town)
        run_jobs()
        assert asked == ["rebind.example"]
        assert reached == [("93.184.215.14", port)]
        assert receiver.got == []

    def test_one_bad_address_among_several_is_enough(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from liren.exchange.domain.targets import read_target

        found = [(2, 1, 6, "", (address, 443)) for address in ("93.184.215.14", "10.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
        target = read_target("https://two.example/", allow_private=False)
        with pytest.raises(posting.NotPosted, match=posting.NOT_ALLOWED):
            posting.post(target, {}, b"{}", allow_private=False)

    def test_a_certificate_must_hold(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from liren.exchange.domain.targets import read_target
        from tests.exchange.certificates import secure

        receiver = Receiver()
        authority = secure(receiver, tmp_path)
        target = read_target(receiver.url.replace("http:", "https:"), allow_private=True)
        with pytest.raises(posting.NotPosted, match="certificate"):
            posting.post(target, {}, b"{}", allow_private=True)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        assert posting.post(target, {}, b"{}", allow_private=True).status == 204
        assert receiver.got[0].headers["user-agent"].startswith("Liren/")
        receiver.close()

    def test_a_message_that_is_too_big_is_not_sent(self, receiver: Receiver) -> None:
        from liren.exchange.domain.targets import read_target

        target = read_target(receiver.url, allow_private=True)
        with pytest.raises(posting.NotPosted, match="too big"):
            posting.post(target, {}, b"x" * 70_000, allow_private=True)
        assert receiver.got == []
