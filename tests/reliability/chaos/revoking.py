"""API keys are revoked all the time: each is tried once more after that was answered, and must not open anything."""

import asyncio
import itertools
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from tests.reliability.chaos.world import ApiKey, World, make_api_key
from tests.support.callers import Person
from tests.support.journal import Asked, Heard, Journal

_PAUSE_SECONDS = 2


@dataclass
class Revoker:
    world: World
    journal: Journal
    places: list[str]
    run: str
    revoked: int = 0
    opened: list[str] = field(default_factory=list)
    """Keys with which rows could be read after they were revoked."""

    async def work(self) -> None:
        """One key after the other: a new one takes its place, then it is revoked."""
        for number, person in enumerate(itertools.cycle(self.world.people)):
            await asyncio.to_thread(self._revoke, person, f"{self.run}-revoked-{number}")
            await asyncio.sleep(_PAUSE_SECONDS)

    def _revoke(self, person: Person, mark: str) -> None:
        with suppress(httpx.HTTPError, AssertionError):
            old, new = self.world.api_keys[person.id], make_api_key(person)
            self.world.api_keys[person.id] = new
            if not self._is_revoked(person, old):
                return
            self.revoked += 1
            self.journal.note(revoked=old.id)
            for place, _ in enumerate(self.places):
                self._try(person, old, place, f"{mark}-{place}")
            headers = {"apikey": person.key, "x-api-key": old.key}
            url = f"{person.stack.addresses.api_url}/rest/v1/executions?select=id&limit=1"
            if person.stack.http.get(url, headers=headers).is_success:
                self.opened.append(old.id)

    def _is_revoked(self, person: Person, old: ApiKey) -> bool:
        """Asked again until there is an answer: one that came too late to be heard has revoked it as well."""
        for _ in range(20):
            with suppress(httpx.HTTPError):
                answer = person.rest("POST", "rpc/revoke_api_key", {"p_api_key_id": old.id})
                if answer.status_code in (200, 404, 409):
                    return True
        return False

    def _try(self, person: Person, old: ApiKey, place: int, mark: str) -> None:
        model = self.world.models["ok"]
        tenant = next(tenant for tenant in self.world.tenants if person in tenant.people)
        asked = Asked(mark, "revoked", tenant.id, person.id, model)
        self.journal.send(asked)
        body = {"prompt": tenant.prompts[0], "inputs": {"code": f"x = 1  # mark:{mark}"}, "model": model}
        url = f"{self.places[place]}/execute-prompt"
        try:
            answer = person.stack.http.post(url, json=body, headers={"x-api-key": old.key})
            self.journal.hear(asked, Heard.of(answer.json(), answer.status_code))
        except (httpx.HTTPError, ValueError):
            self.journal.hear(asked, Heard("lost"))
