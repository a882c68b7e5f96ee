"""Names that the service answers to: a page whose name leads here must not read it (DNS rebinding)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from ketluan.service.answers import JSON_HEADERS, error_json

LOOPBACK: Final = frozenset(("127.0.0.1", "::1", "localhost"))
_MESSAGE: Final = (
    "Dịch vụ không trả lời tên máy này; hãy mở bằng địa chỉ đã được báo khi chạy, ví dụ "
    "http://127.0.0.1, hoặc nhờ người quản trị thêm tên bằng --ten-may."
)


def is_loopback(host: str) -> bool:
    """Tell whether only programs on this machine reach `host`."""
    return host in LOOPBACK or host.startswith("127.")


def names_of(host: str, names: Collection[str] = ()) -> frozenset[str]:
    """Return the names to which a service bound to `host` answers; none means any.

    One that only this machine reaches answers to the names of this machine and to `names`, of the
    server before it; one that is bound to an address of the network to any, unless there are `names`.
    """
    given = frozenset(name.lower() for name in names)
    return given | LOOPBACK | {host} if given or is_loopback(host) else frozenset()


class KnownHosts:
    """A WSGI application around `app` that refuses what asks for a name not among `names`."""

    def __init__(
        self, app: WSGIApplication, names: Collection[str], headers: Mapping[str, str]
    ) -> None:
        self._app = app
        self._names = names
        self._headers = [*JSON_HEADERS.items(), *headers.items()]

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer a request as WSGI wants it."""
        if _asked_host(environ.get("HTTP_HOST", "")) in self._names:
            return self._app(environ, start)
        content = error_json("wrong-host", _MESSAGE).encode()
        start("421 Misdirected Request", [*self._headers, ("Content-Length", str(len(content)))])
        return [content] if environ["REQUEST_METHOD"] != "HEAD" else []


def _asked_host(header: str) -> str:
    """Return the name in a Host header, in small letters, without the port; empty if it is none."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""
