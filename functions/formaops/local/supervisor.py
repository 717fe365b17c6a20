"""The long-lived process that starts, watches and stops the parts of one stack.

``python -m formaops.local.supervisor STATE ROOT [--link FD] [--attached] [--not-durable]`` is started by
``stack.up``. The link is a socket to the starter: events go out as JSON lines, and its end tells that the starter is
gone, which stops an attached stack at any time and a detached one as long as it is not ready.
"""

import argparse
import asyncio
import json
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from formaops.local import backups, demo_data, functions, migrations, model, postgres, postgrest, queue
from formaops.local.children import Children
from formaops.local.environment import Addresses
from formaops.local.keys import Keys, load_or_create
from formaops.local.layout import Layout, choose_ports, explained, try_lock, write_privately
from formaops.local.problems import StackError, tail_of
from formaops.local.processes import python_module
from formaops.postgres.processes import Account, plain_environment

START_SECONDS: Final = 120
SWEEP_SECONDS: Final = 15
SEAL_SECONDS: Final = 5
BACKOFF_SECONDS: Final = (0.5, 1, 2, 5, 10, 30)
# A part that ran this long before it ended is restarted as if for the first time.
STEADY_SECONDS: Final = 10
log: Final = logging.getLogger("formaops.local")

Check = Callable[[], Awaitable[bool]]


@dataclass(slots=True)
class Service:
    """One part: how it is started, when it counts as healthy, how it is stopped."""

    name: str
    argv: list[str]
    env: dict[str, str]
    port: int
    check: Check
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    grace_seconds: float = 8
    cwd: Path = Path("/")
    process: asyncio.subprocess.Process | None = None
    state: Literal["starting", "healthy", "restarting", "stopped"] = "starting"
    restarts: int = 0
    watcher: asyncio.Task[None] | None = None


class Supervisor:
    def __init__(self, layout: Layout, *, durable: bool, attached: bool, link: socket.socket | None) -> None:
        self.layout, self.durable, self.attached = layout, durable, attached
        self._link = link
        self._children = Children()
        self._services: dict[str, Service] = {}
        self._stop = asyncio.Event()
        self._ready = False
        self._started_at = time.time()
        self._control = ""
        self._operator = dict(os.environ)

    async def run(self) -> None:
        """From nothing to ready, then until told to stop. Tells the starter of success or failure."""
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, self._stop.set)
        starting = asyncio.create_task(self._start())
        link = asyncio.create_task(self._watch_link())
        stop = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({starting, stop}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                await starting
                self._tell(event="ready")
                await stop
        except Exception as error:  # the starter is told whatever it was
            failure = _cause(error)
            if failure is None:
                log.exception("the start failed")
                failure = StackError(f"The supervisor failed: {error!r}", log=self.layout.log("supervisor"))
            log.error("cannot start: %s", failure)
            self._tell(event="failed", **failure.as_json())
        finally:
            for task in (starting, link, stop):
                task.cancel()
            await asyncio.gather(starting, link, stop, return_exceptions=True)
            await self._shut_down()

    # -- start ---------------------------------------------------------------------------------------------------

    async def _start(self) -> None:
        """All parts at once; Postgres, its migrations and PostgREST one after the other."""
        with explained(self.layout):
            keys = load_or_create(self.layout)
            ports, notes = choose_ports(self.layout, os.environ)
        for note in notes:
            self._tell(event="step", name="ports", state="note", message=note)
        addresses = Addresses.of(keys, ports, with_model=model.wanted())
        cluster = postgres.locate(self.layout, ports["postgres"])
        rest = self._rest_service(cluster, keys, ports)
        self._add(self._gateway_service(ports))
        self._add(self._functions_service(addresses, ports, keys))
        if model.wanted():
            self._add(self._model_service(ports))
        self._control = await self._open_control()
        async with asyncio.TaskGroup() as group:
            for service in list(self._services.values()):
                group.create_task(self._bring_up(service))
            group.create_task(self._bring_up_database(cluster, rest, keys))
        await self._bring_up(self._add(self._worker_service(addresses, keys)))
        addresses.write(self.layout)
        self._ready = True
        self._save()
        self._chores = [
            asyncio.create_task(self._repeat(addresses, SWEEP_SECONDS, "sweep_executions", b"{}")),
            asyncio.create_task(self._repeat(addresses, SEAL_SECONDS, "seal_audit", b'{"p_limit": 10000}')),
        ]

    async def _bring_up_database(self, cluster: postgres.Postgres, rest: Service, keys: Keys) -> None:
        if (predecessor := cluster.wait_for_predecessor()) is not None:
            await self._await_end(predecessor)
        if not cluster.exists():
            async with self._step("cluster", "making the database cluster"):
                await asyncio.to_thread(cluster.create, keys.passwords[postgres.SUPERUSER])
        service = self._add(self._postgres_service(cluster, keys))
        await self._bring_up(service)
        async with self._step("platform", "roles and schemas of hosted Supabase") as done:
            done(await asyncio.to_thread(migrations.apply_platform, self.layout, cluster, keys))
        async with self._step("migrations", "migrations, by the Supabase CLI") as done:
            done(await self._migrate(cluster, keys))
        async with self._step("queue", "the durable queue, by absurdctl") as done:
            done(await asyncio.to_thread(_install_queue, cluster, keys))
        async with self._step("seed", "demo data") as done:
            done(await asyncio.to_thread(demo_data.apply_due, self.layout, cluster, keys))
        await self._bring_up(self._add(rest))

    async def _migrate(self, cluster: postgres.Postgres, keys: Keys) -> bool:
        for name in migrations.edited(self.layout, cluster):
            message = f"{name} changed since it was applied; `formaops reset` makes the database anew"
            self._tell(event="step", name="migrations", state="note", message=message)
        if not await asyncio.to_thread(migrations.pending, self.layout, cluster, keys):
            return False
        argv, env = migrations.push_command(self.layout, cluster, keys)
        output = self.layout.log("migrations")
        process = await self._children.spawn(argv, log=output, env=env, cwd=self.layout.root)
        try:
            code = await asyncio.wait_for(process.wait(), START_SECONDS)
        except TimeoutError:
            code = None
        finally:
            await self._children.finish(process)
        if code != 0:
            why = "took too long" if code is None else f"failed (exit status {code})"
            raise StackError(
                f"`supabase db push` {why}.",
                tail=tail_of(output),
                log=output,
                advice="Mend the migration and start again; `formaops reset` makes the database anew.",
            )
        migrations.record_migrations(self.layout, cluster)
        return True

    async def _await_end(self, pid: int) -> None:
        """Wait for the Postgres of a supervisor that was killed; it was told to stop when that one died."""
        for _ in range(100):
            try:
                os.kill(pid, 0)
            except ProcessLookupError:
                return
            except PermissionError:
                pass
            await asyncio.sleep(0.1)
        raise StackError(
            f"Another PostgreSQL (process {pid}) serves {self.layout.postgres}.",
            advice=f"End it (`kill -INT {pid}`), then start again.",
        )

    def _add(self, service: Service) -> Service:
        self._services[service.name] = service
        return service

    async def _bring_up(self, service: Service) -> None:
        """Start the part, wait until it is healthy, and have it watched from then on. Raises StackError."""
        async with self._step(service.name, service.name):
            await self._launch(service)
        service.watcher = asyncio.create_task(self._watch(service))

    async def _launch(self, service: Service) -> None:
        output = self.layout.log(service.name)
        try:
            service.process = await self._children.spawn(
                service.argv,
                log=output,
                env=service.env,
                cwd=service.cwd,
                account=service.account,
                death_signal=service.death_signal,
            )
        except OSError as error:
            raise StackError(
                f"{service.argv[0]} cannot be started: {error.strerror}.", advice="Run `make setup` again."
            ) from error
        self._save()
        deadline = time.monotonic() + START_SECONDS
        while not await service.check():
            if service.process.returncode is not None:
                raise StackError(
                    f"{service.name} ended while starting (exit status {service.process.returncode}).",
                    tail=tail_of(output),
                    log=output,
                )
            if time.monotonic() > deadline:
                raise StackError(
                    f"{service.name} was not ready after {START_SECONDS} s.", tail=tail_of(output), log=output
                )
            await asyncio.sleep(0.05)
        service.state = "healthy"
        self._save()

    async def _watch(self, service: Service) -> None:
        """Restart the part each time it ends, after a pause that grows as long as it keeps ending soon."""
        failures = 0
        while service.process:
            began = time.monotonic()
            code = await service.process.wait()
            await self._children.finish(service.process)
            if self._stop.is_set():
                return
            failures = 0 if time.monotonic() - began > STEADY_SECONDS else failures
            pause = BACKOFF_SECONDS[min(failures, len(BACKOFF_SECONDS) - 1)]
            failures += 1
            service.state, service.restarts = "restarting", service.restarts + 1
            log.warning("%s ended (exit status %s); starting it again in %s s", service.name, code, pause)
            self._save()
            await asyncio.sleep(pause)
            try:
                await self._launch(service)
                log.info("%s is healthy again", service.name)
            except StackError as error:
                log.error("%s", error)
                if service.process.returncode is None:
                    await self._children.stop(service.process)

    # -- parts ---------------------------------------------------------------------------------------------------

    def _postgres_service(self, cluster: postgres.Postgres, keys: Keys) -> Service:
        def answers() -> bool:
            import psycopg

            try:
                cluster.connect(postgres.SUPERUSER, keys.passwords[postgres.SUPERUSER]).close()
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise StackError(
                        "The database does not know this stack's keys: keys.json was replaced.",
                        advice="`formaops reset` makes the database anew.",
                    ) from error
                return False
            return True

        return Service(
            "postgres",
            cluster.command(durable=self.durable),
            plain_environment(LC_ALL="C"),
            cluster.port,
            lambda: asyncio.to_thread(answers),
            account=cluster.account,
            cwd=cluster.data.parent,
            stop_signal=postgres.STOP_SIGNAL,
            death_signal=postgres.STOP_SIGNAL,
            grace_seconds=30,
        )

    def _rest_service(self, cluster: postgres.Postgres, keys: Keys, ports: dict[str, int]) -> Service:
        env = postgrest.environment(self.layout, cluster, keys, ports)
        check = _http_check(ports["rest_admin"], "/ready")
        return Service("postgrest", [str(postgrest.locate(self.layout))], env, ports["rest"], check, grace_seconds=3)

    def _gateway_service(self, ports: dict[str, int]) -> Service:
        argv = python_module("formaops.local.gateway", str(self.layout.state))
        return Service("gateway", argv, plain_environment(), ports["api"], _http_check(ports["api"], "/"))

    def _functions_service(self, addresses: Addresses, ports: dict[str, int], keys: Keys) -> Service:
        argv = python_module("formaops.local.functions", str(ports["functions"]), functions.source(self.layout))
        check = _http_check(ports["functions"], "/health/live", any_status=True)
        return Service("functions", argv, self._functions_environment(addresses, keys), ports["functions"], check)

    def _worker_service(self, addresses: Addresses, keys: Keys) -> Service:
        """A worker of the durable queue; it is healthy as soon as it is there, for it waits for all that it needs."""

        async def is_there() -> bool:
            return True

        env = self._functions_environment(addresses, keys)
        # Its grace, and then as long again to give back what it could not end.
        return Service("worker", python_module("formaops.cli", "worker"), env, 0, is_there, grace_seconds=10)

    def _functions_environment(self, addresses: Addresses, keys: Keys) -> dict[str, str]:
        env = functions.environment(self._operator, addresses, sealing_key=keys.sealing_key)
        # Backups are made by both, of the stack's own database.
        env |= backups.environment(self._operator, keys, self.layout.state)
        return env | {"FORMAOPS_DATABASE_URL": addresses.db_url}

    def _model_service(self, ports: dict[str, int]) -> Service:
        model.weights()
        argv = python_module("formaops.local.model", str(ports["model"]))
        return Service("model", argv, plain_environment(), ports["model"], _http_check(ports["model"], "/health"))

    # -- while it runs -------------------------------------------------------------------------------------------

    async def _repeat(self, addresses: Addresses, seconds: float, rpc: str, arguments: bytes) -> None:
        """Have the database do what a scheduler has it do on a hosted project."""
        port = int(addresses.rest_url.rpartition(":")[2])
        working = True
        while True:
            await asyncio.sleep(seconds)
            key = {"Authorization": f"Bearer {addresses.service_role_key}", "Content-Type": "application/json"}
            status = await _http_status(port, "POST", f"/rpc/{rpc}", key, arguments)
            if working != (working := status == 200):
                log.info("%s answers %s", rpc, status)

    async def _open_control(self) -> str:
        """Path of the socket by which a later ``up`` hands over its provider keys; they never touch a disk."""
        # A short path of its own: a socket's may not be longer than about 100 bytes.
        path = str(Path(tempfile.mkdtemp(prefix="formaops-")) / "control")
        await asyncio.start_unix_server(self._answer_control, path)
        return path

    async def _answer_control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            offered = json.loads(await reader.readline())
            restarted = await self._update_environment(offered["environment"])
            writer.write(json.dumps({"restarted": restarted}).encode() + b"\n")
            await writer.drain()
        except (OSError, ValueError, StackError) as error:  # the end without an answer tells that it failed
            log.error("%s", error)
        finally:
            writer.close()

    async def _update_environment(self, offered: dict[str, str]) -> bool:
        """Take over settings that are new or differ; those that the caller lacks are kept. Restarts who reads them."""
        changed = {name: value for name, value in offered.items() if self._operator.get(name) != value}
        readers = [self._services[name] for name in ("functions", "worker") if name in self._services]
        if not changed or any(service.process is None for service in readers):
            return False
        self._operator |= changed
        log.info("settings changed (%s); restarting functions and worker", ", ".join(sorted(changed)))
        for service in readers:
            await self._restart(service, changed)
        return True

    async def _restart(self, service: Service, changed: dict[str, str]) -> None:
        service.env |= changed
        if service.watcher:
            service.watcher.cancel()
        if service.process:
            await self._children.stop(service.process)
        try:
            await self._launch(service)
        finally:
            service.watcher = asyncio.create_task(self._watch(service))

    async def _watch_link(self) -> None:
        if self._link is None:
            return
        self._link.setblocking(False)
        await asyncio.get_running_loop().sock_recv(self._link, 1)
        if self.attached or not self._ready:
            log.info("the starter is gone")
            self._stop.set()

    # -- telling -------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _step(self, name: str, message: str) -> AsyncIterator[Callable[[bool], None]]:
        """Tell when it begins, and when it ends after how long; call what is yielded with False: nothing was to do."""
        outcome = {"state": "done"}

        def did(something: bool) -> None:
            outcome["state"] = "done" if something else "unchanged"

        began = time.monotonic()
        self._tell(event="step", name=name, state="started", message=message)
        yield did
        seconds = round(time.monotonic() - began, 2)
        log.info("%s: %s (%.2f s)", name, outcome["state"], seconds)
        self._tell(event="step", name=name, state=outcome["state"], message=message, seconds=seconds)

    def _tell(self, **event: Any) -> None:
        if self._link is not None:
            with suppress(OSError):
                self._link.sendall(json.dumps(event).encode() + b"\n")

    def _save(self) -> None:
        services = [
            {
                "name": s.name,
                "state": s.state,
                "port": s.port,
                "restarts": s.restarts,
                "pid": s.process.pid if s.process and s.process.returncode is None else None,
            }
            for s in self._services.values()
        ]
        status = {
            "pid": os.getpid(),
            "ready": self._ready,
            "started_at": self._started_at,
            "attached": self.attached,
            "durable": self.durable,
            "control": self._control,
            "services": services,
        }
        with suppress(OSError):
            write_privately(self.layout.status_file, json.dumps(status))

    # -- stop ----------------------------------------------------------------------------------------------------

    async def _shut_down(self) -> None:
        """What takes requests first, Postgres last; each gets time to finish."""
        self._stop.set()
        services = self._services
        for names in (("gateway",), ("functions", "model"), ("postgrest",), ("postgres",)):
            await asyncio.gather(*(self._end(services[name]) for name in names if name in services))
        self._children.close()
        if self._control:
            shutil.rmtree(Path(self._control).parent, ignore_errors=True)
        self.layout.status_file.unlink(missing_ok=True)
        log.info("stopped")

    async def _end(self, service: Service) -> None:
        if service.watcher:
            service.watcher.cancel()
        if service.process:
            await self._children.stop(service.process, service.stop_signal, service.grace_seconds)
        service.state = "stopped"


def _install_queue(cluster: postgres.Postgres, keys: Keys) -> bool:
    with cluster.connect("postgres", keys.passwords["postgres"]) as connection:
        return queue.install(connection).changed


def _cause(error: BaseException) -> StackError | None:
    """The StackError inside what a task group raised."""
    if isinstance(error, BaseExceptionGroup):
        return next((found for inner in error.exceptions if (found := _cause(inner))), None)
    return error if isinstance(error, StackError) else None


def _http_check(port: int, path: str, *, any_status: bool = False) -> Check:
    async def check() -> bool:
        status = await _http_status(port, "GET", path)
        return status is not None and (any_status or status < 300)

    return check


async def _http_status(
    port: int, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> int | None:
    """Status of one request to a part; None when it does not answer within 5 s."""
    sent = {"Host": f"127.0.0.1:{port}", "Connection": "close", "Content-Length": str(len(body)), **(headers or {})}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
                return int((await reader.readline()).split()[1])
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError, IndexError):
        return None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("state")
    parser.add_argument("root")
    parser.add_argument("--link", type=int)
    parser.add_argument("--attached", action="store_true")
    parser.add_argument("--not-durable", action="store_true")
    arguments = parser.parse_args()
    layout = Layout.of(arguments.state, arguments.root)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    # libpq reads these; they belong to other databases.
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]
    life = try_lock(layout.life_lock)
    if life is None:
        sys.exit("another supervisor has this state directory")
    with life:
        life.truncate()
        life.write(str(os.getpid()))
        life.flush()
        link = socket.socket(fileno=arguments.link) if arguments.link is not None else None
        if link:
            link.set_inheritable(False)
        supervisor = Supervisor(layout, durable=not arguments.not_durable, attached=arguments.attached, link=link)
        asyncio.run(supervisor.run())


if __name__ == "__main__":
    main()
