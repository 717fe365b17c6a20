"""Those who ask: in every form, and again until they are answered where they sent a key."""

import asyncio
import contextlib
import itertools
import json
import random
from collections.abc import AsyncIterator, Callable
from typing import Any, Final

import aiohttp

from tests.reliability.chaos.dice import Order, order
from tests.reliability.chaos.world import World
from tests.support.journal import FINAL, Asked, Heard, Journal

# Longer than anything takes that is not broken: freezing, restarting, patience in settling.
_ANSWER_SECONDS: Final = 45
_PATIENCE_SECONDS: Final = 150
_NOT_YET: Final = frozenset({"not_ready", "in_progress", "internal_error"})


class Clients:
    """So many at a time, each with one execution after the other. `places` are addresses of the functions."""

    def __init__(self, world: World, journal: Journal, places: list[str], *, seed: int, run: str) -> None:
        self.accepted = 0
        self.finished = 0
        self._world, self._journal, self._places, self._seed, self._run = world, journal, places, seed, run
        self._numbers = itertools.count()

    async def work(self, clients: int, is_enough: Callable[[], bool]) -> None:
        """Until it is enough; who has asked waits for the answer."""
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=_ANSWER_SECONDS)) as session,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(clients):
                group.create_task(self._client(session, is_enough))

    async def _client(self, session: aiohttp.ClientSession, is_enough: Callable[[], bool]) -> None:
        while not is_enough():
            number = next(self._numbers)
            dice = random.Random(f"{self._seed} client {number}")
            wanted = order(self._seed, number, len(self._world.tenants))
            asking = Asking(session, self._world, self._journal, self._places, wanted, f"{self._run}-{number}", dice)
            await asking.ask()
            self.finished += 1
            self.accepted += bool(asking.asked.accepted)
            if not asking.asked.accepted:
                # The stack is in pieces, or the budget spent: whoever is refused does not storm.
                await asyncio.sleep(dice.uniform(0.1, 0.4))


class Asking:
    """One execution that is asked for, in its form."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        world: World,
        journal: Journal,
        places: list[str],
        wanted: Order,
        mark: str,
        dice: random.Random,
    ) -> None:
        self._session, self._journal, self._places, self._order, self._dice = session, journal, places, wanted, dice
        person = world.person(wanted)
        key = mark if wanted.form.startswith(("keyed", "twins")) else None
        self.asked = Asked(
            mark, wanted.form, world.tenants[wanted.tenant].id, person.id, world.models[wanted.behaviour], key
        )
        self._body = world.body(wanted, mark)
        self._api = person.stack.addresses.api_url
        api_key = {"x-api-key": world.api_keys[person.id].key}
        self._headers = (api_key if wanted.with_api_key else person.headers) | ({"idempotency-key": key} if key else {})
        self._reader = person.headers

    async def ask(self) -> None:
        self._journal.send(self.asked)
        here, there = self._order.place, 1 - self._order.place
        match self._order.form:
            case "plain":
                await self._at_once(here)
            case "keyed":
                await self._until_answered(self._at_once, here)
            case "twins":
                await asyncio.gather(
                    self._until_answered(self._at_once, here), self._until_answered(self._at_once, there)
                )
            case "keyed-stream":
                await self._until_answered(self._streamed, here)
            case "queued" | "cancelled-queued":
                await self._queued(here)
            case "keyed-queued":
                await self._until_answered(self._queued, here)
            case "twins-queued":
                await asyncio.gather(
                    self._until_answered(self._queued, here), self._until_answered(self._queued, there)
                )
            case "silent-leaver":
                await self._left_alone(here)
            case _:
                await self._streamed(here)

    async def _until_answered(self, way: Callable[[int], Any], place: int) -> None:
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while not _is_definite(await way(place)) and not self.asked.is_given_up:
            if asyncio.get_running_loop().time() > deadline:
                self._journal.give_up(self.asked)
                return
            await asyncio.sleep(self._dice.uniform(0.1, 0.5))
            # Who hears nothing here asks there.
            place = 1 - place if self._dice.random() < 0.3 else place

    async def _queued(self, place: int) -> Heard:
        """Have it accepted, then look again and again what became of it, as a frontend without Realtime does."""
        heard = await self._at_once(place, prefer="respond-async")
        if heard.kind != "accepted" or heard.execution_id is None:
            return heard
        if self._order.form == "cancelled-queued":
            await asyncio.sleep(self._order.patience)
            await self._cancel(heard.execution_id, place)
        deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
        while asyncio.get_running_loop().time() < deadline:
            if (row := await self._look(heard.execution_id)) and row["status"] in FINAL:
                return self._hear(Heard("record", row["id"], row["status"], row["cost_usd"]))
            await asyncio.sleep(0.3)
        self._journal.give_up(self.asked)
        return heard

    async def _look(self, execution_id: str) -> dict[str, Any] | None:
        """The row, as its user reads it; None while it cannot be read."""
        url = f"{self._api}/rest/v1/executions?select=id,status,cost_usd::text&id=eq.{execution_id}"
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, ValueError):
            async with self._session.get(url, headers=self._reader) as answer:
                rows = await answer.json()
                return rows[0] if answer.ok and rows else None
        return None

    async def _at_once(self, place: int, **headers: str) -> Heard:
        try:
            async with self._session.post(self._url(place), json=self._body, headers=self._headers | headers) as answer:
                return self._hear(_document(await answer.read(), answer))
        except (aiohttp.ClientError, TimeoutError):
            return self._hear(Heard("lost"))

    async def _left_alone(self, place: int) -> Heard:
        try:
            async with asyncio.timeout(self._order.patience):
                return await self._at_once(place)
        except TimeoutError:
            return self._hear(Heard("left"))

    async def _streamed(self, place: int) -> Heard:
        headers = self._headers | {"accept": "text/event-stream"}
        try:
            async with self._session.post(self._url(place), json=self._body, headers=headers) as answer:
                if answer.content_type != "text/event-stream":
                    return self._hear(_document(await answer.read(), answer))
                try:
                    return await self._events(answer, place)
                finally:
                    answer.close()
        except (aiohttp.ClientError, TimeoutError):
            return self._hear(Heard("lost"))

    async def _events(self, answer: aiohttp.ClientResponse, place: int) -> Heard:
        is_replay = "idempotency-replayed" in answer.headers
        pieces = 0
        async for name, data in _events_of(answer):
            match name:
                case "execution":
                    self._hear(Heard("begun", data["id"]))
                    if self._order.form == "cancelled":
                        await asyncio.sleep(self._order.patience)
                        await self._cancel(data["id"], place)
                case "result":
                    return self._hear(Heard.of(data, 200, is_replay=is_replay))
                case "error":
                    return self._hear(Heard.of(data, is_replay=is_replay))
                case _:
                    pieces += 1
            if self._order.form == "leaver" and pieces >= self._order.patience:
                return self._hear(Heard("left"))
        return self._hear(Heard("lost"))

    async def _cancel(self, execution_id: str, place: int) -> None:
        try:
            async with self._session.post(
                self._url(place, "cancel-execution"), json={"id": execution_id}, headers=self._headers
            ) as answer:
                self._journal.note(cancelled=self.asked.mark, http=answer.status)
        except (aiohttp.ClientError, TimeoutError):
            self._journal.note(cancelled=self.asked.mark, http=None)

    def _url(self, place: int, function: str = "execute-prompt") -> str:
        return f"{self._places[place]}/{function}"

    def _hear(self, heard: Heard) -> Heard:
        return self._journal.hear(self.asked, heard)


def _is_definite(heard: Heard) -> bool:
    return heard.is_final or (heard.kind == "problem" and heard.code not in _NOT_YET)


def _document(body: bytes, answer: aiohttp.ClientResponse) -> Heard:
    try:
        document = json.loads(body)
    except ValueError:
        return Heard("lost", http=answer.status)
    return Heard.of(document, answer.status, is_replay="idempotency-replayed" in answer.headers)


async def _events_of(answer: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    name = ""
    async for line in answer.content:
        field, _, value = line.decode().rstrip("\n").partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)
