"""A headless browser, driven through the pipe of the Chrome DevTools Protocol: no package needed.

https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import base64
import json
import os
import select
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
]
LOCAL = ("file:", "data:", "blob:", "about:")


@dataclass
class Visit:
    """What a page did while it was open."""

    problems: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    size: tuple[int, int] = (0, 0)

    def note(self, event: dict[str, Any]) -> None:
        """Keep the event if it is an error, or a wish for something from outside the page's own folder."""
        parameters = event.get("params", {})
        match event.get("method"):
            case "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                self.problems.append(details.get("exception", {}).get("description", details["text"]))
            case "Runtime.consoleAPICalled" if parameters["type"] in ("error", "assert", "warning"):
                said = [str(a.get("value", a.get("description"))) for a in parameters["args"]]
                self.problems.append(f"console.{parameters['type']}: {' '.join(said)}")
            case "Log.entryAdded" if parameters["entry"]["level"] == "error":
                entry = parameters["entry"]
                self.problems.append(f"{entry['text']} {entry.get('url', '')}".strip())
            case "Network.requestWillBeSent" if not parameters["request"]["url"].startswith(LOCAL):
                self.requests.append(parameters["request"]["url"])


class Pipe:
    """Commands out, answers and events in: JSON texts that end in a zero byte."""

    def __init__(self, chromium: str, profile: str, timeout: float) -> None:
        command_out, self._write = os.pipe()
        self._read, answer_in = os.pipe()
        self._deadline = time.monotonic() + timeout
        self._session: dict[str, str] = {}
        self._count = 0
        self._buffer = b""
        self.events: list[dict[str, Any]] = []
        # The protocol's pipe is on the descriptors 3 and 4, which a shell can give and subprocess cannot.
        self._process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{command_out} 4>&{answer_in}', "-", chromium, *FLAGS,
             f"--user-data-dir={profile}"],
            pass_fds=(command_out, answer_in), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        os.close(command_out)
        os.close(answer_in)

    def attach(self) -> None:
        """Open an empty page; all that follows is about it."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._session = {"sessionId": session}

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters, **self._session}
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._count:
            self.events.append(answer)
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: dict[str, Any] = answer["result"]
        return result

    def wait(self, method: str) -> None:
        """Return once the event has come."""
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self._next())

    def close(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._write)
        os.close(self._read)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            left = self._deadline - time.monotonic()
            if left <= 0 or not select.select([self._read], [], [], left)[0]:
                raise TimeoutError("the browser did not answer in time")
            chunk = os.read(self._read, 1 << 20)
            if not chunk:
                raise ConnectionError("the browser ended")
            self._buffer += chunk
        text, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        return message


def visit(
    chromium: str,
    page: Path,
    picture: Path,
    width: int,
    height: int,
    *,
    whole: bool,
    print_: bool,
    timeout: float = 60.0,
) -> Visit:
    """Open the page, write the picture, and return what the page did; see ``helpers.screenshot``."""
    seen = Visit()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        pipe = Pipe(chromium, profile, timeout)
        try:
            pipe.attach()
            for domain in ("Page", "Runtime", "Log", "Network"):
                pipe.call(f"{domain}.enable")
            pipe.call(
                "Network.emulateNetworkConditions",
                offline=True,
                latency=0,
                downloadThroughput=0,
                uploadThroughput=0,
            )
            pipe.call(
                "Emulation.setDeviceMetricsOverride",
                width=width,
                height=height,
                deviceScaleFactor=1,
                mobile=False,
            )
            if print_:
                pipe.call("Emulation.setEmulatedMedia", media="print")
            pipe.call("Page.navigate", url=page.resolve().as_uri())
            pipe.wait("Page.loadEventFired")
            pipe.call("Runtime.evaluate", expression="document.fonts.ready.then(() => 0)", awaitPromise=True)
            content = pipe.call("Page.getLayoutMetrics")["cssContentSize"]
            seen.size = (int(content["width"]), int(content["height"]))
            shot = pipe.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
            picture.write_bytes(base64.b64decode(shot["data"]))
        finally:
            pipe.close()
        for event in pipe.events:
            seen.note(event)
    return seen
