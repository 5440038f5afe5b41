"""Phones as they behave: join, poll every other second, write, mark; what was acknowledged is remembered."""

from __future__ import annotations

import asyncio
import contextlib
import html
import json
import random
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from tools.day_server import Server, Stage

POLL = 2.0  # seconds, as the pages say
MARKS_EACH = 5
PATIENCE = 30.0  # seconds that somebody tries again after a fault
# Parts of the play, as shares of its length: joining ends, the workshops begin, the prioritering begins, the last mark.
JOINED, WORKSHOPS, WRITTEN, PRIORITISING, MARKED = 0.18, 0.3, 0.48, 0.52, 0.97
KILLED = 0.7
ACKNOWLEDGED = (302, 303)  # without htmx, what is stored is answered with where to go on
FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
TAG = re.compile(r"<(?:input|button)\b([^>]*)>")
ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
VALUE = re.compile(r'name="(slot|revision)" value="(\d+)"')


@dataclass
class Form:
    """A form of a page: where it goes, what it sends by itself, and its buttons' own values."""

    action: str
    values: dict[str, str]
    buttons: list[tuple[str, str]] = field(default_factory=list)


def forms_of(page: str) -> list[Form]:
    found = []
    for head, body in FORM.findall(page):
        form = Form(html.unescape(dict(ATTRIBUTE.findall(head)).get("action", "")), {})
        for tag in TAG.findall(body):
            named = {key: html.unescape(value) for key, value in ATTRIBUTE.findall(tag)}
            if not named.get("name") or " disabled" in tag:
                continue
            if named.get("type") == "submit":
                form.buttons.append((named["name"], named.get("value", "")))
            elif named.get("type", "text") not in ("checkbox", "radio") or " checked" in tag:
                form.values[named["name"]] = named.get("value", "")
        found.append(form)
    return found


@dataclass
class Answer:
    status: int
    text: str
    etag: str
    location: str
    marked: str = ""  # the polled part's ETag after a mark


class Room:
    """The play: its phones, what they were told, and how long each answer took, in seconds by kind."""

    def __init__(self, stage: Stage, server: Server, *, participants: int, seconds: int) -> None:
        self.stage, self.server, self.seconds = stage, server, seconds
        self.day = f"/framtidsdag/{stage.date.isoformat()}/"
        self.took: dict[str, list[float]] = defaultdict(list)
        self.statuses: dict[tuple[str, int], int] = defaultdict(int)
        self.faults: list[str] = []
        self.phones = [Phone(self, number) for number in range(participants)]
        self.begun = 0.0

    async def play(self, *, is_killed: bool) -> None:
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=1.5)
        async with aiohttp.ClientSession(
            self.server.url, connector=connector, cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=15),
        ) as self.session:  # fmt: skip
            self.begun = time.perf_counter()
            await asyncio.gather(self._lead(is_killed=is_killed), *(phone.take_part() for phone in self.phones))

    async def at(self, share: float) -> None:
        """Wait for the moment of the play."""
        await asyncio.sleep(max(0.0, self.begun + share * self.seconds - time.perf_counter()))

    async def _lead(self, *, is_killed: bool) -> None:
        for share, phase in ((WORKSHOPS, "workshop"), (PRIORITISING, "prioritising")):
            await self.at(share)
            await asyncio.to_thread(self.stage.move, phase)
        if is_killed:
            await self.at(KILLED)
            await asyncio.to_thread(self.server.kill)
            await asyncio.to_thread(self.server.start)

    async def ask(
        self, kind: str, method: str, path: str, *, headers: dict[str, str], data: dict[str, str] | None = None,
        keeps: dict[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        """One request, timed; its cookies go into ``keeps``. Raises OSError where the server is not there."""
        begun, was_up = time.perf_counter(), self.server.is_up
        try:
            async with self.session.request(method, path, headers=headers, data=data, allow_redirects=False) as answer:
                text = await answer.text()
                if keeps is not None:
                    _keep(keeps, {morsel.key: morsel.value for morsel in answer.cookies.values()})
        except (aiohttp.ClientError, TimeoutError) as error:
            if was_up and self.server.is_up and not isinstance(error, aiohttp.ServerDisconnectedError):
                self.faults.append(f"{kind}: {type(error).__name__}")
            raise OSError from error
        self.statuses[kind, answer.status] += 1
        if self.server.is_up and was_up:
            self.took[kind].append(time.perf_counter() - begun)
        marked = json.loads(answer.headers.get("HX-Trigger", "{}")).get("marked", {}).get("etag", "")
        return Answer(answer.status, text, answer.headers.get("ETag", ""), answer.headers.get("Location", ""), marked)


class Phone:
    """Somebody in the room. ``written`` and ``marked`` are what the portal has told them that it has."""

    def __init__(self, room: Room, number: int) -> None:
        self.room, self.number = room, number
        self.chance = random.Random(number)  # noqa: S311  (a play that can be repeated, not a secret)
        self.headers: dict[str, str] = {}
        self.written: list[tuple[str, str]] = []  # kind and key
        self.marked: list[tuple[str, str]] = []  # workshop and proposal
        self.place = f"{room.day}delta/"  # the page that is open
        self.known: dict[str, str] = {}  # the ETag of each page's polled part

    @property
    def token(self) -> str:
        kept = dict(part.split("=", 1) for part in self.headers.get("Cookie", "").split("; ") if part)
        return kept.get("deltagare", "")

    async def take_part(self) -> None:
        await self.room.at(self.chance.uniform(0, JOINED))
        await self._join()
        polling = asyncio.create_task(self._poll())
        if self.number % 3 == 0:
            await self._reflect()
        else:
            await self._write()
        await self._mark()
        await self.room.at(1.0)
        polling.cancel()

    async def _reflect(self) -> None:
        await self.room.at(self.chance.uniform(JOINED, WORKSHOPS - 0.04))
        await self._send(
            f"{self.room.day}delta/", "delta/reflektion/", "reflect", {"text": f"Så tycker nummer {self.number}"}
        )

    async def _join(self) -> None:
        page = await self._page("join page", f"{self.room.day}delta/?kod={self.room.stage.code}")
        form = next((form for form in forms_of(page) if form.action.split("?")[0].endswith("delta/")), None)
        if form is None:
            self.room.faults.append("join: no form")
            return
        answer = await self._post("join", form.action, form.values)
        if answer.status not in ACKNOWLEDGED or not self.token:
            self.room.faults.append(f"join: {answer.status}")
            return
        if answer.location:
            await self._page("joined", answer.location)

    async def _poll(self) -> None:
        """The page that is open asks for its own polled part again."""
        while True:
            place = self.place
            headers = {**self.headers, "HX-Request": "true", "If-None-Match": self.known.get(place, "")}
            with contextlib.suppress(OSError):
                answer = await self.room.ask("poll", "GET", place, headers=headers)
                self.known[place] = answer.etag
            await asyncio.sleep(POLL)

    async def _write(self) -> None:
        await self.room.at(self.chance.uniform(WORKSHOPS + 0.02, WRITTEN))
        workshop = self.chance.choice(self.room.stage.workshops)
        page = f"{self.room.day}delta/workshop/{workshop}/"
        if self.number % 3 == 1:
            await self._send(page, "anteckning/", "note", {"text": f"Nummer {self.number} antecknar"})
        else:
            await self._send(
                page, "forslag/", "propose", {"title": f"Andel nöjda {self.number}", "reason": "Det säger mest"}
            )

    async def _send(self, page: str, action: str, kind: str, words: dict[str, str]) -> None:
        """Fill in the page's form and send it until it is acknowledged: the key makes that once."""
        form = next(
            (form for form in forms_of(await self._page(f"{kind} page", page)) if form.action.endswith(action)), None
        )
        if form is None:
            self.room.faults.append(f"{kind}: no form")
            return
        self.place = page
        answer = await self._post(kind, form.action, form.values | words)
        if answer.status in ACKNOWLEDGED:
            self.written.append((kind, form.values["key"]))
        else:
            self.room.faults.append(f"{kind}: {answer.status}")

    async def _mark(self) -> None:
        """As the page with its script does: each tap is answered with what changed, the next mark's slot among it."""
        workshop = str(self.chance.choice(self.room.stage.workshops))
        page = f"{self.room.day}delta/prioritering/{workshop}/"
        moments = sorted(self.chance.uniform(PRIORITISING + 0.02, MARKED) for _ in range(MARKS_EACH))
        await self.room.at(moments[0] - 0.02)
        forms, self.place = forms_of(await self._page("mark page", page)), page
        form = next((form for form in forms if form.action.endswith("markera/")), None)
        places = [value for name, value in form.buttons if name == "proposal"] if form else []
        if form is None or not places:
            self.room.faults.append("mark: no form")
            return
        said = form.values
        for moment in moments:
            await self.room.at(moment)
            proposal = self.chance.choice(places)
            answer = await self._post("mark", form.action, {**said, "proposal": proposal}, htmx=True)
            if answer.status != 200 or "alert" in answer.text:
                self.room.faults.append(f"mark: {answer.status}")
                continue
            self.marked.append((workshop, proposal))
            said = said | dict(VALUE.findall(answer.text))
            self.known[page] = answer.marked  # as static/js/marks.js does

    async def _page(self, kind: str, path: str) -> str:
        answer = await self._until_there(kind, "GET", path)
        if answer.status in (301, 302, 303):
            answer = await self._until_there(kind, "GET", answer.location)
        return answer.text

    async def _post(self, kind: str, path: str, data: dict[str, str], *, htmx: bool = False) -> Answer:
        return await self._until_there(kind, "POST", path, data=data, htmx=htmx)

    async def _until_there(
        self, kind: str, method: str, path: str, data: dict[str, str] | None = None, *, htmx: bool = False
    ) -> Answer:  # fmt: skip
        """As somebody does: once more, while the server does not answer."""
        until = time.perf_counter() + PATIENCE
        self.headers["Referer"] = self.room.server.url
        while True:
            try:
                headers = self.headers | ({"HX-Request": "true"} if htmx else {})
                return await self.room.ask(kind, method, path, headers=headers, data=data, keeps=self.headers)
            except OSError:
                if time.perf_counter() > until:
                    self.room.faults.append(f"{kind}: gave up")
                    return Answer(0, "", "", "")
                await asyncio.sleep(0.3)


def _keep(headers: dict[str, str], cookies: dict[str, str]) -> None:
    """Take the cookies into the header that sends them, where there are any."""
    if cookies:
        kept = dict(part.split("=", 1) for part in headers.get("Cookie", "").split("; ") if part)
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in (kept | cookies).items())


async def empty_view(server: Server) -> float:
    """The median of an empty view in seconds, asked for without load."""
    took = []
    async with aiohttp.ClientSession(server.url) as session:
        for _ in range(200):
            begun = time.perf_counter()
            async with session.get("/tom/") as answer:
                await answer.read()
            took.append(time.perf_counter() - begun)
    return sorted(took)[len(took) // 2]
