"""Installs a wheel alone in a new environment, far from this folder, and talks with its demo as a person would."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import venv
from pathlib import Path
from typing import Any

WAIT = 120


def main(wheel: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="minhchung-wheel-") as folder:
        program = install(wheel.resolve(), Path(folder))
        subprocess.run([program, "--version"], cwd=folder, check=True)
        demo = subprocess.Popen(
            [program, "demo", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, text=True, env=environment()
        )
        too_late = threading.Timer(WAIT, demo.kill)
        too_late.start()
        try:
            talk(address_in(demo))
            demo.send_signal(signal.SIGINT)
            if demo.wait() != 0:
                sys.exit(f"the demo ended with code {demo.returncode}")
        finally:
            too_late.cancel()
            demo.kill()
    print(f"{wheel.name} runs with what it brings along")


def install(wheel: Path, folder: Path) -> Path:
    venv.create(folder / "env", with_pip=True)
    programs = folder / "env" / "bin"
    install = [programs / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet", wheel]
    subprocess.run(install, cwd=folder, check=True, env=environment())
    return programs / "minhchung"


def environment() -> dict[str, str]:
    """Nothing is found by the way of the shell that called."""
    hidden = ("PYTHON", "MINHCHUNG", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)} | {
        "PYTHONIOENCODING": "utf-8"
    }


def address_in(demo: "subprocess.Popen[str]") -> str:
    assert demo.stdout
    for line in demo.stdout:
        if found := re.search(r"http://\S+", line):
            return found[0]
    sys.exit("the demo did not start")


def talk(url: str) -> None:
    """A member of a group hands in a link; the bot reacts."""
    page = request(url)
    if b"<html" not in page:
        sys.exit("the chat page is not there")
    state = json.loads(request(f"{url}/sim/state"))
    chat, person = group_and_member(state)
    link = f"https://www.facebook.com/hoasen/posts/{time.time_ns()}"
    posted = request(f"{url}/sim/messages", {"chat_id": chat, "from_id": person, "text": link})
    number = json.loads(posted)["messages"][0]["message_id"]
    deadline = time.monotonic() + WAIT / 2
    while time.monotonic() < deadline:
        told = json.loads(request(f"{url}/sim/chats/{chat}/messages"))["messages"]
        if any(one["message_id"] == number and one["sim"]["reactions"] for one in told):
            return
        time.sleep(0.2)
    sys.exit("the bot did not react to a link")


def group_and_member(state: Any) -> tuple[int, int]:
    group = next(chat for chat in state["chats"] if chat["type"] == "supergroup")
    member = next(each for each in group["members"] if each["status"] == "member")
    return group["id"], member["user_id"]


def request(url: str, posted: dict[str, object] | None = None) -> bytes:
    data = None if posted is None else json.dumps(posted).encode()
    asked = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=WAIT / 4) as answer:
        body: bytes = answer.read()
    return body


if __name__ == "__main__":
    main(Path(sys.argv[1]))
