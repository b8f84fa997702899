"""Opens a connection of its own for each argument, `PATH BODY`, to a server on a free port, and posts the body there."""

import http.client
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Answers)
threading.Thread(target=server.serve_forever, daemon=True).start()
for request in sys.argv[1:]:
    path, body = request.split(" ", 1)
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
    connection.request("POST", path, body.encode())
    connection.getresponse().read()
    connection.close()
server.shutdown()
