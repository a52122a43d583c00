"""A language model behind an OpenAI-compatible address, asked only where somebody has set it up and asked for it.

`PYRRHUS_LLM_URL` is the address up to `/v1`, `PYRRHUS_LLM_KEY` its key and `PYRRHUS_LLM_MODEL` the model's name.
Nothing is sent without the address, nothing is sent anywhere else, and what comes back is text that nobody has vouched
for.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlsplit

LARGEST_ANSWER = 1024 * 1024
SECONDS = 60.0


class LlmError(Exception):
    """The model could not be asked, or its answer is none."""


@dataclass(frozen=True)
class LlmAddress:
    """Where a model is asked, with what key and by what name."""

    url: str
    key: str = ""
    model: str = "default"
    seconds: float = SECONDS


def address_from(environment: Mapping[str, str] | None = None) -> LlmAddress | None:
    """The address that the environment gives; None where it gives none. Raises LlmError where it is no web address."""
    given = os.environ if environment is None else environment
    url = given.get("PYRRHUS_LLM_URL", "").strip().rstrip("/")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise LlmError("PYRRHUS_LLM_URL is no address that begins with http:// or https://")
    return LlmAddress(url, given.get("PYRRHUS_LLM_KEY", ""), given.get("PYRRHUS_LLM_MODEL", "default"))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key and a text go to the address that was named, and to no other."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


def ask(address: LlmAddress, system: str, user: str) -> dict[str, Any]:
    """The JSON object with which a model answers. Raises LlmError."""
    body = {
        "model": address.model,
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
    }
    request = urllib.request.Request(f"{address.url}/chat/completions", json.dumps(body).encode(), method="POST")
    request.add_header("Content-Type", "application/json")
    if address.key:
        request.add_header("Authorization", f"Bearer {address.key}")
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=address.seconds) as answer:
            data = answer.read(LARGEST_ANSWER + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise LlmError(f"did not answer ({getattr(error, 'reason', None) or error.__class__.__name__})") from None
    if len(data) > LARGEST_ANSWER:
        raise LlmError("answered at too great a length")
    return _content(data)


def _content(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
        found = json.loads(content.strip().removeprefix("```json").removeprefix("```").removesuffix("```"))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise LlmError("answered with something that is no JSON") from None
    if not isinstance(found, dict):
        raise LlmError("answered with JSON that is no object")
    return found
