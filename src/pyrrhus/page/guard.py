"""What may come in: known hosts, the page's own origin, a token where it is not on this machine, small requests."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")
LONGEST_QUERY = 16_384
LONGEST_BODY = 65_536
COOKIE = "pyrrhus_token"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)


class Guard:
    """Lets through what comes from the page itself, and puts the headers on every answer."""

    def __init__(self, app: App, *, hosts: tuple[str, ...], token: str | None) -> None:
        self.app, self.hosts, self.token = app, hosts, token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._refusal(scope)
        cookie = self._cookie(scope)

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                given = [pair for pair in message.get("headers", []) if pair[0] not in dict(HEADERS)]
                message["headers"] = [*given, *HEADERS, *([(b"set-cookie", cookie)] if cookie else [])]
            await send(message)

        if refused:
            await _answer(sending, *refused)
        else:
            await self.app(scope, receive, sending)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = {name.lower(): value for name, value in scope["headers"]}
        host = _host_of(headers.get(b"host", b"").decode("latin-1"))
        if host not in self.hosts:
            return 400, "This page is asked for under a name that is not its own."
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return 405, "Only GET, HEAD and POST."
        origin = headers.get(b"origin")
        if origin is not None and _host_of(urlsplit(origin.decode("latin-1")).netloc) not in self.hosts:
            return 403, "Another page may not ask for this."
        if scope["method"] == "POST" and headers.get(b"sec-fetch-site", b"same-origin") != b"same-origin":
            return 403, "Another page may not ask for this."
        if len(scope.get("query_string", b"")) > LONGEST_QUERY:
            return 414, "The address is too long."
        size = headers.get(b"content-length", b"0")
        if b"transfer-encoding" in headers or not size.isdigit() or int(size) > LONGEST_BODY:
            return 413, "The request is too large."
        if self.token and not self._has_token(scope, headers):
            return 401, "This page needs the token that was shown when it was started: add ?token=... to the address."
        return None

    def _has_token(self, scope: Scope, headers: dict[bytes, bytes]) -> bool:
        assert self.token is not None
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        try:
            kept = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE)
        except CookieError:
            kept = None
        return any(
            hmac.compare_digest(text.encode(), self.token.encode()) for text in (given, kept.value if kept else "")
        )

    def _cookie(self, scope: Scope) -> bytes | None:
        """The token as a cookie, where the address carried it."""
        if not self.token:
            return None
        given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            return None
        return f"{COOKIE}={self.token}; HttpOnly; SameSite=Strict; Path=/".encode()


def _host_of(netloc: str) -> str:
    """A host without its port; empty where it cannot be one."""
    try:
        return (urlsplit(f"//{netloc}").hostname or "").lower()
    except ValueError:
        return ""


async def _answer(send: Send, status: int, text: str) -> None:
    body = text.encode()
    length = str(len(body)).encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", length)],
        }
    )
    await send({"type": "http.response.body", "body": body})
