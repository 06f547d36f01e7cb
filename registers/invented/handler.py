"""Send the answers of the demonstration's registers over HTTP, with or without faults."""

import gzip
import os
import socket
import struct
from http.server import BaseHTTPRequestHandler

from .faults import Fault, RegisterAnswer, spoil

MAX_SILENCE_SECONDS = 120  # seconds until a silent connection is closed
DRIP_SECONDS = 0.05
MAX_REQUEST_BYTES = 1024 * 1024
MIN_BYTES_TO_COMPRESS = 1000


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Demo", ""
    timeout = 60  # seconds of an idle connection
    disable_nagle_algorithm = True  # otherwise head and body of each answer arrive 40 ms apart

    def do_GET(self):
        self._serve(b"")

    def do_POST(self):
        length = int(self.headers.get("Content-Length", "0"))
        self._serve(self.rfile.read(min(length, MAX_REQUEST_BYTES)))

    def log_message(self, *_):
        """Print nothing: requests are in `RegisterServer.requests`."""

    def _serve(self, question):
        owner = self.server.register_server
        order = owner.next_fault(self.command, self.path)
        fault = order.fault if order else None
        if fault == Fault.TIMEOUT:
            self.close_connection = True
            owner.closing.wait(MAX_SILENCE_SECONDS)
        elif fault == Fault.RESET:
            self._reset()
        else:
            answer = owner.registers.answer(self.command, self.path, question, fault)
            if order:
                elsewhere = f"http://localhost:{owner.port}/elsewhere{self.path}"
                answer = spoil(
                    answer,
                    fault,
                    path=self.path,
                    elsewhere=elsewhere,
                    retry_after=order.retry_after,
                )
            self._send(self._packed(answer), fault)

    def _packed(self, answer):
        """Return the answer compressed with gzip if the client accepts it, as the real
        servers do."""
        wanted = "gzip" in self.headers.get("Accept-Encoding", "")
        if not wanted or answer.headers or len(answer.body) < MIN_BYTES_TO_COMPRESS:
            return answer
        body = gzip.compress(answer.body, compresslevel=1, mtime=0)
        return RegisterAnswer(body, answer.kind, answer.status, {"Content-Encoding": "gzip"})

    def _send(self, answer, fault):
        if fault in (Fault.DRIP_SECONDS, Fault.DRIP_HEADERS, Fault.ENDLESS, Fault.TRUNCATED):
            self.close_connection = True
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if fault == Fault.ENDLESS:
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(answer.body)))
        if fault == Fault.DRIP_HEADERS:
            self._drip(b"".join(self._headers_buffer))
            return
        self.end_headers()
        if fault == Fault.DRIP_SECONDS:
            self._drip(answer.body)
        elif fault == Fault.ENDLESS:
            while not self.server.register_server.closing.is_set():
                self.wfile.write(answer.body or bytes(1000))
        elif fault == Fault.TRUNCATED:
            self.wfile.write(answer.body[: len(answer.body) // 2])
        else:
            self.wfile.write(answer.body)

    def _drip(self, data):
        for place in range(len(data)):
            if self.server.register_server.closing.wait(DRIP_SECONDS):
                return
            self.wfile.write(data[place : place + 1])

    def _reset(self):
        """Close so that the other side gets a reset and not an orderly end."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())
