"""Answers on loopback byte for byte, and certificates to verify: what no sane HTTP server sends."""

import contextlib
import datetime
import ipaddress
import socketserver
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from registers.fetching import Fetcher


def http(body=b"", status="200 OK", **headers):
    """An answer as bytes; `Content_Length=""` leaves a header out."""
    lines = {"Content-Length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + body


@contextlib.contextmanager
def canned(*answers, certificates=None):
    """A server that sends one of the answers to each connection; gives its address and the list of
    the requests it got. The last answer is repeated. `certificates` makes it a TLS server."""
    requests, left = [], list(answers)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                line = self.rfile.readline()
                if not line:
                    return
                head += line
            requests.append(head)
            answer = left.pop(0) if len(left) > 1 else left[0]
            with contextlib.suppress(ConnectionError):
                self.wfile.write(answer)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

        def handle_error(self, request, client_address):
            """A handshake that the client breaks off is what some tests are about."""

    with Server(("127.0.0.1", 0), Handler) as server:
        scheme = "http"
        if certificates:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            scheme = "https"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"{scheme}://127.0.0.1:{server.server_address[1]}", requests
        finally:
            server.shutdown()
            thread.join()


def fetch(*answers, check=None, **options):
    """What one `get` makes of the answers, without a pause between the tries."""
    options = {"timeout": 5, "pause": lambda seconds: None} | options
    with canned(*answers) as (url, _), Fetcher(url, **options) as fetcher:
        return fetcher.get("page", check=check)


def asked(client, method, *arguments, body, **headers):
    """What a client makes of one answer; `tries` are two, so that a retry shows."""
    with (
        canned(http(body, **headers)) as (url, _),
        Fetcher(url, timeout=5, tries=2, pause=lambda seconds: None) as fetcher,
    ):
        return getattr(client(fetcher), method)(*arguments)


def _certificate(name, issuer=None, *, is_authority):
    """(certificate, key), signed by the issuer (certificate, key) or by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.BasicConstraints(is_authority, None), critical=True)
    )
    if not is_authority:
        here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        builder = builder.add_extension(x509.SubjectAlternativeName([here]), critical=False)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256()), key


def make_certificates(folder):
    """PEM files: `server` (certificate and key, without its intermediate), `root`, `bundle` (root
    and intermediate)."""
    root = _certificate("Demo root", is_authority=True)
    middle = _certificate("Demo intermediate", root, is_authority=True)
    server = _certificate("Demo register", middle, is_authority=False)
    pem = {
        name: certificate.public_bytes(serialization.Encoding.PEM)
        for name, (certificate, _) in {"root": root, "middle": middle, "server": server}.items()
    }
    key = server[1].private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    contents = {
        "server": pem["server"] + key,
        "root": pem["root"],
        "bundle": pem["root"] + pem["middle"],
    }
    for name, content in contents.items():
        (folder / f"{name}.pem").write_bytes(content)
    return {name: str(folder / f"{name}.pem") for name in contents}
