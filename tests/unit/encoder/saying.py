"""What the stand-in servers of these tests have in common: they say what they are told to, whoever is gone by then."""

from http.server import BaseHTTPRequestHandler

Answer = tuple[int, dict[str, str], bytes]


class Saying(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece; in two, the second waits for the first to be acknowledged

    def say(self, answer: Answer) -> None:
        status, headers, body = answer
        try:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except OSError:  # who has asked is gone
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        return None
