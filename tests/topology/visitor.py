"""A browser in forty lines: keeps its connection and its cookies, and may walk away in the middle."""

import re
import socket
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    def __init__(self, web):
        self.host = urlsplit(web).netloc
        self.cookies = {}
        self.connection = None

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        self.leave()

    def on(self, web):
        """The same visitor at another web server, as a load balancer would have it."""
        other = Visitor(web)
        other.cookies = self.cookies
        return other

    def request(self, method, path, fields=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.host}"}
        text = urlencode(fields) if fields is not None else None
        was_open = self.connection is not None
        try:
            answer, body = self.exchange(method, path, text, headers)
        except (HTTPException, OSError):
            if not was_open:
                raise
            answer, body = self.exchange(method, path, text, headers)  # the server had closed it, being idle
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return answer.status, dict(answer.headers), body

    def exchange(self, method, path, text, headers):
        if self.connection is None:
            self.connection = HTTPConnection(self.host, timeout=60)
        try:
            self.connection.request(method, path, text, headers)
            answer = self.connection.getresponse()
            return answer, answer.read().decode(errors="replace")
        except (HTTPException, OSError):
            self.leave()
            raise

    def walk_away(self, path):
        """Ask, and be gone before the answer."""
        host, _, port = self.host.partition(":")
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with socket.create_connection((host, int(port)), 5) as link:
            link.sendall(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\nCookie: {cookies}\r\n\r\n".encode())

    def leave(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def sign_in(self, email, password):
        _, _, page = self.request("GET", "/sign-in/")
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": TOKEN.search(page)[1]}
        status, headers, _ = self.request("POST", "/sign-in/", fields)
        assert status == 302 and "sessionid" in self.cookies, (status, headers)
        return self
