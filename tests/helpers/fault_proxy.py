"""A bad network in front of a real server: it drops, delays, doubles, reorders, cuts, and answers in its place."""

import random
import time
from collections import Counter
from collections.abc import Callable

import httpx

HTML = b"<html><body>Please sign in to this network</body></html>"
Fault = Callable[[httpx.Request], httpx.Response]


class FaultTransport(httpx.BaseTransport):
    """Carries a client's requests to a real server, or not.

    Attributes:
        share: Of the requests that something happens to; 0 is a good network.
        seen: How often each fault happened.
    """

    def __init__(self, draw: random.Random, share: float = 0.6) -> None:
        self._inner = httpx.HTTPTransport()
        self._draw = draw
        self._held: list[tuple[str, str, dict[str, str], bytes]] = []
        self.share = share
        self.seen: Counter[str] = Counter()
        self._faults: dict[str, Fault] = {
            "drop": self._drop,
            "cut before": self._cut_before,
            "cut after": self._cut_after,
            "double": self._double,
            "hold": self._hold,
            "late": self._late,
            "half a request": self._half_a_request,
            "half an answer": self._half_an_answer,
            "500": lambda request: httpx.Response(500, content=b"oops", request=request),
            "429": lambda request: httpx.Response(429, headers={"retry-after": "1"}, request=request),
            "503": lambda request: httpx.Response(503, request=request),
            "portal": lambda request: httpx.Response(200, content=HTML, request=request),
            "redirect": lambda request: httpx.Response(
                302, headers={"location": "http://127.0.0.1:1/"}, request=request
            ),
            "slow": self._slow,
        }

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        request.read()
        if self._draw.random() >= self.share:
            return self._through(request)
        name = self._draw.choice(list(self._faults))
        self.seen[name] += 1
        return self._faults[name](request)

    def deliver_held(self) -> None:
        """What was held back arrives now, in another order than it was sent."""
        self._draw.shuffle(self._held)
        while self._held:
            method, url, headers, body = self._held.pop()
            self._inner.handle_request(httpx.Request(method, url, headers=headers, content=body)).read()

    def close(self) -> None:
        """Kept open: one transport serves many clients of a lab."""

    def shut(self) -> None:
        """Really close."""
        self._inner.close()

    # ---- the faults

    def _through(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(self._copy(request))
        content = response.read()
        response.close()
        return httpx.Response(response.status_code, headers=response.headers, content=content, request=request)

    @staticmethod
    def _copy(request: httpx.Request) -> httpx.Request:
        return httpx.Request(request.method, request.url, headers=request.headers, content=request.content)

    def _drop(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("dropped", request=request)

    def _cut_before(self, request: httpx.Request) -> httpx.Response:
        raise httpx.WriteError("cut before it arrived", request=request)

    def _cut_after(self, request: httpx.Request) -> httpx.Response:
        self._through(request)
        raise httpx.ReadError("cut after it arrived", request=request)

    def _double(self, request: httpx.Request) -> httpx.Response:
        self._through(request)
        return self._through(request)

    def _hold(self, request: httpx.Request) -> httpx.Response:
        self._held.append((request.method, str(request.url), dict(request.headers), request.content))
        raise httpx.ReadTimeout("held back", request=request)

    def _late(self, request: httpx.Request) -> httpx.Response:
        """Something that was held back arrives first."""
        self.deliver_held()
        return self._through(request)

    def _half_a_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        half = httpx.Request(
            request.method, request.url, headers=headers, content=request.content[: len(request.content) // 2]
        )
        response = self._inner.handle_request(half)
        content = response.read()
        response.close()
        return httpx.Response(response.status_code, content=content, request=request)

    def _half_an_answer(self, request: httpx.Request) -> httpx.Response:
        whole = self._through(request)
        return httpx.Response(whole.status_code, content=whole.content[: len(whole.content) // 2], request=request)

    def _slow(self, request: httpx.Request) -> httpx.Response:
        time.sleep(0.002)
        return self._through(request)
