"""A plain server on this machine that hands out the files of a folder, by HTTP and as a bucket of S3.

It answers HEAD and GET with ranges, lists keys below a prefix, and keeps what it was asked. It trusts everybody.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


class Shelf(ThreadingHTTPServer):
    """`asked` holds method, path, and whether the request was signed; `headers` are sent with every file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.folder, self.asked, self.headers, self.cut = folder, list[tuple[str, str, bool]](), dict[str, str](), 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Shelf

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append((self.command, self.path, "AWS4-HMAC-SHA256" in self.headers.get("Authorization", "")))
        if "list-type" in parts.query:
            return self._send(200, self._keys(parts.path, parse_qs(parts.query).get("prefix", [""])[0]))
        if parts.path == "/moved.parquet":
            return self._send(302, b"", {"Location": "/rows.parquet"})
        file = self.server.folder / unquote(parts.path).lstrip("/")
        if not file.is_file():
            return self._send(404, b"")
        data, asked = file.read_bytes(), re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not asked:
            return self._send(200, data, {"Accept-Ranges": "bytes", **self.server.headers})
        first, last = int(asked[1]), min(int(asked[2] or len(data)), len(data) - 1)
        return self._send(206, data[first : last + 1], {"Content-Range": f"bytes {first}-{last}/{len(data)}"})

    def _keys(self, bucket: str, prefix: str) -> bytes:
        root = self.server.folder / bucket.strip("/")
        keys = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        listed = "".join(f"<Contents><Key>{escape(key)}</Key></Contents>" for key in keys if key.startswith(prefix))
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{listed}</ListBucketResult>".encode()

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body[: len(body) - self.server.cut])
            self.close_connection = bool(self.server.cut)

    def log_message(self, *_: object) -> None:
        """Say nothing on standard error."""


@contextmanager
def served(folder: Path) -> Iterator[Shelf]:
    """The server, while the block runs."""
    with Shelf(folder) as shelf:
        thread = threading.Thread(target=shelf.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield shelf
        finally:
            shelf.shutdown()
            thread.join()
