"""The HTTP service: the built site and the search, on one address. It writes nothing.

The site's folder and the index may be replaced while it runs; the next request sees the new ones.
`asking` reads requests, `following` holds the index, `api` answers programs, `app` puts all together.
"""

from ketluan.service.app import HEADERS, create_app
from ketluan.service.asking import RequestError
from ketluan.service.following import IndexFollower
from ketluan.service.hosts import is_loopback, names_of
from ketluan.service.serving import Server

__all__ = [
    "HEADERS",
    "IndexFollower",
    "RequestError",
    "Server",
    "create_app",
    "is_loopback",
    "names_of",
]
