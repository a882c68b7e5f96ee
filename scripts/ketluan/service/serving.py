"""The server that listens: threads, bounds of a request's bytes and time."""

import gc
import logging
import threading
from typing import Any, Final

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import create_server
from waitress.task import ErrorTask

from ketluan.service.answers import JSON_HEADERS, error_json
from ketluan.service.app import HEADERS, MESSAGES

# More of them fight for the interpreter; two that make large files leave one that answers.
THREADS: Final = 3
SILENCE: Final = 15  # seconds after which a connection that says nothing is closed
MAX_HEADERS: Final = 32 * 1024  # bytes of a request's head
MAX_PORT: Final = 65535
MAX_BODY: Final = 1024  # bytes; no request needs a body
# Objects made before Python looks for garbage. A request makes some thousands, and all are free when
# it ends; to look at them meanwhile was a tenth of its time.
_MADE: Final = 50_000
# Bytes that are waited for before any is sent, so that the head of an answer goes with its body: a
# client wakes up once.
_TOGETHER: Final = 4096
_POLL: Final = 0.2  # seconds between two looks whether to stop
_log: Final = logging.getLogger(__name__)
# A browser opens several connections at once; that they wait for a thread is no news.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)


class _Refusal(ErrorTask):  # type: ignore[misc]
    """The answer to what is no request that can be read: in the form of all other refusals."""

    def execute(self) -> None:
        """Write the answer."""
        error = self.request.error
        message = MESSAGES.get(error.code, MESSAGES[400])
        content = error_json(f"http-{error.code}", message).encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.extend([*JSON_HEADERS.items(), *HEADERS.items()])
        self.set_close_on_finish()
        self.content_length = len(content)
        self.write(content)


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """A reader of requests that refuses an address it cannot take apart (`GET http://[`)."""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head of a request. Raises `ParsingError`, which waitress answers with 400."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:
            raise ParsingError("address") from error


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection whose refusals are ours."""

    parser_class = _Parser
    error_task_class = _Refusal


class Server:
    """A server that listens from the start; port 0 takes a free one, `port` says which.

    Raises `OSError` where the address cannot be had, `OverflowError` where `port` is none.
    """

    def __init__(self, app: Flask, host: str, port: int) -> None:
        if not 0 <= port <= MAX_PORT:
            raise OverflowError(port)  # the system would take some other port (70000: 4464)
        self._stopped = threading.Event()
        self._app = app
        self._sockets: dict[int, Any] = {}
        try:
            self._server = create_server(
                app,
                self._sockets,
                host=host,
                port=port,
                threads=THREADS,
                ident=None,
                max_request_header_size=MAX_HEADERS,
                channel_timeout=SILENCE,
                cleanup_interval=SILENCE // 3,
                max_request_body_size=MAX_BODY,
                clear_untrusted_proxy_headers=True,
            )
        except BaseException:
            wasyncore.close_all(self._sockets)  # what it had opened before the port was refused
            raise
        for opened in self._sockets.values():
            if hasattr(opened, "channel_class"):  # one for each address of the host
                opened.channel_class = _Channel
                opened.adj.send_bytes = _TOGETHER
        listening = getattr(self._server, "effective_listen", None)
        self.port = int(listening[0][1] if listening else self._server.effective_port)

    def run(self) -> None:
        """Serve until `stop` is called or an interrupt comes."""
        before = gc.get_threshold()
        gc.set_threshold(_MADE, *before[1:])
        try:
            while not self._stopped.is_set():
                wasyncore.loop(timeout=_POLL, map=self._sockets, count=1)
        except (KeyboardInterrupt, SystemExit):
            _log.info("stopped")
        finally:
            gc.set_threshold(*before)
            self._server.task_dispatcher.shutdown()
            self._server.close()
            wasyncore.close_all(self._sockets)
            self._app.extensions["ketluan"].close()

    def stop(self) -> None:
        """Tell `run`, in another thread, to end; it does within a fraction of a second."""
        self._stopped.set()
