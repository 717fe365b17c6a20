"""Users, sessions and refresh tokens of the sign-in stand-in, in the tables of hosted Supabase's schema `auth`."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import bcrypt
import psycopg
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row

ROLE: Final = "supabase_auth_admin"
REUSE_GRACE_SECONDS: Final = 10
MINIMUM_PASSWORD: Final = 6
_CONNECTIONS: Final = 8
# Compared against when there is no such user, so that an answer's time does not tell who has an account.
_NOBODYS_HASH: Final = bcrypt.hashpw(b"nobody", bcrypt.gensalt(rounds=10))


class AuthError(Exception):
    """What the sign-in service answers instead: HTTP status, error code of Supabase Auth, message."""

    def __init__(self, status: int, code: str, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.extra = status, code, message, extra


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in device: the user's row, the session's id and its live refresh token."""

    id: str
    user: DictRow
    refresh_token: str


class Accounts:
    """Every method is one transaction on a connection of its own.

    Raises AuthError, or psycopg.OperationalError when Postgres is away.
    """

    def __init__(self, connect: dict[str, Any]) -> None:
        self._connect = connect
        self._slots = asyncio.Semaphore(_CONNECTIONS)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection[DictRow]]:
        async with self._slots:
            connection = await AsyncConnection.connect(**self._connect, row_factory=dict_row)
            async with connection:
                yield connection

    async def ping(self) -> None:
        async with self._transaction() as db:
            await db.execute("select 1")

    async def create(
        self,
        email: str,
        password: str,
        *,
        user_metadata: dict[str, Any],
        app_metadata: dict[str, Any],
        user_id: str | None = None,
    ) -> DictRow:
        """Make a confirmed user. The e-mail address is kept in lower case and is unique."""
        hashed = await hash_password(password)
        provided = {"provider": "email", "providers": ["email"]}
        async with self._transaction() as db:
            taken = await db.execute("select 1 from auth.users where email = %s", (email,))
            if await taken.fetchone():
                raise _user_exists()
            try:
                made = await db.execute(
                    """
                    insert into auth.users (id, aud, role, email, encrypted_password, email_confirmed_at,
                        raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
                    values (coalesce(%s::uuid, gen_random_uuid()), 'authenticated', 'authenticated', %s, %s, now(),
                        %s, %s, now(), now())
                    returning *
                    """,
                    (user_id, email, hashed, json.dumps(provided | app_metadata), json.dumps(user_metadata)),
                )
            except psycopg.errors.UniqueViolation as error:
                raise _user_exists() from error
            user = await made.fetchone()
            assert user is not None
            # What hosted Auth keeps beside the caller's own metadata.
            known = {"sub": str(user["id"]), "email": email, "email_verified": True, "phone_verified": False}
            return await _update_user(db, str(user["id"]), user_metadata=known)

    async def sign_in(self, email: str, password: str) -> Session:
        """Check the password and open a session."""
        async with self._transaction() as db:
            found = await db.execute("select * from auth.users where email = %s", (email,))
            user = await found.fetchone()
        if not await _matches(password, user["encrypted_password"] if user else None) or user is None:
            raise AuthError(400, "invalid_credentials", "Invalid login credentials")
        return await self.open_session(str(user["id"]))

    async def open_session(self, user_id: str) -> Session:
        async with self._transaction() as db:
            signed_in = await db.execute(
                "update auth.users set last_sign_in_at = now(), updated_at = now() where id = %s returning *",
                (user_id,),
            )
            user = await signed_in.fetchone()
            if user is None:
                raise _no_such_user()
            opened = await db.execute(
                """
                insert into auth.sessions (id, user_id, created_at, updated_at)
                values (gen_random_uuid(), %s, now(), now()) returning id
                """,
                (user_id,),
            )
            session = await opened.fetchone()
            assert session is not None
            return Session(str(session["id"]), user, await _issue(db, user_id, str(session["id"]), parent=None))

    async def refresh(self, token: str) -> Session:
        """Exchange a refresh token. One that was already exchanged ends its whole session, for it may be stolen.

        The direct parent of the live token is forgiven for 10 s and answered with that live token: a client that
        lost the answer, or two of its tabs, ask twice (as Supabase Auth does, which forgives the parent for longer).
        """
        async with self._transaction() as db:
            session_id, user_id = await _lock_session(db, token)
            asked = await _one(
                db,
                "select revoked, updated_at > now() - make_interval(secs => %s) as recent "
                "from auth.refresh_tokens where token = %s",
                (REUSE_GRACE_SECONDS, token),
            )
            live = await _one(
                db, "select token, parent from auth.refresh_tokens where session_id = %s and not revoked", (session_id,)
            )
            if asked and not asked["revoked"]:
                await db.execute(
                    "update auth.refresh_tokens set revoked = true, updated_at = now() where token = %s", (token,)
                )
                fresh = await _issue(db, user_id, session_id, parent=token)
            elif asked and asked["recent"] and live and live["parent"] == token:
                fresh = live["token"]
            else:
                await db.execute(
                    "update auth.refresh_tokens set revoked = true, updated_at = now() "
                    "where session_id = %s and not revoked",
                    (session_id,),
                )
                fresh = None
            await db.execute("update auth.sessions set updated_at = now() where id = %s", (session_id,))
            user = await _find_user(db, user_id)
        if fresh is None:  # after the transaction, which has to be kept
            raise AuthError(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used")
        return Session(session_id, user, fresh)

    async def user_of(self, claims: dict[str, Any]) -> DictRow:
        """The user of a verified access token whose session is still open."""
        async with self._transaction() as db:
            return await _user_of(db, claims)

    async def update(
        self, claims: dict[str, Any], *, email: str | None, password: str | None, user_metadata: dict[str, Any]
    ) -> DictRow:
        """Change one's own account; a new password ends the user's other sessions."""
        hashed = await hash_password(password) if password else None
        async with self._transaction() as db:
            user = await _user_of(db, claims)
            if password and await _matches(password, user["encrypted_password"]):
                raise AuthError(422, "same_password", "New password should be different from the old password.")
            if hashed:
                await db.execute("update auth.users set encrypted_password = %s where id = %s", (hashed, user["id"]))
                await _end_sessions(db, claims, "others")
            if email and email != user["email"]:
                try:
                    await db.execute("update auth.users set email = %s where id = %s", (email, user["id"]))
                except psycopg.errors.UniqueViolation as error:
                    raise AuthError(
                        422, "email_exists", "A user with this email address has already been registered"
                    ) from error
                user_metadata = user_metadata | {"email": email}
            return await _update_user(db, str(user["id"]), user_metadata=user_metadata)

    async def sign_out(self, claims: dict[str, Any], scope: str) -> None:
        """End sessions: ``global`` all of the user's, ``local`` this one, ``others`` all but this one."""
        async with self._transaction() as db:
            await _user_of(db, claims)
            await _end_sessions(db, claims, scope)

    async def delete(self, user_id: str) -> None:
        async with self._transaction() as db:
            gone = await db.execute("delete from auth.users where id = %s", (user_id,))
            if gone.rowcount == 0:
                raise _no_such_user(404)


async def hash_password(password: str) -> str:
    """bcrypt, in a thread: it takes tens of milliseconds. Raises AuthError for a password that may not be one."""
    if len(password) < MINIMUM_PASSWORD:
        message = f"Password should be at least {MINIMUM_PASSWORD} characters."
        raise AuthError(422, "weak_password", message, weak_password={"message": message, "reasons": ["length"]})
    if len(password.encode()) > 72:
        raise AuthError(400, "validation_failed", "Password cannot be longer than 72 characters")
    hashed = await asyncio.to_thread(bcrypt.hashpw, password.encode(), bcrypt.gensalt(rounds=10))
    return hashed.decode()


async def _matches(password: str, hashed: str | None) -> bool:
    if len(password.encode()) > 72:
        return False
    same = await asyncio.to_thread(bcrypt.checkpw, password.encode(), hashed.encode() if hashed else _NOBODYS_HASH)
    return same and bool(hashed)


async def _one(db: AsyncConnection[DictRow], statement: str, values: tuple[Any, ...]) -> DictRow | None:
    return await (await db.execute(statement.encode(), values)).fetchone()


async def _find_user(db: AsyncConnection[DictRow], user_id: str) -> DictRow:
    user = await _one(db, "select * from auth.users where id = %s", (user_id,))
    if user is None:
        raise _no_such_user()
    return user


async def _user_of(db: AsyncConnection[DictRow], claims: dict[str, Any]) -> DictRow:
    user = await _find_user(db, claims["sub"])
    if not await _one(db, "select 1 as open from auth.sessions where id = %s", (claims.get("session_id"),)):
        raise AuthError(403, "session_not_found", "Session from session_id claim in JWT does not exist")
    return user


async def _update_user(db: AsyncConnection[DictRow], user_id: str, *, user_metadata: dict[str, Any]) -> DictRow:
    user = await _one(
        db,
        """
        update auth.users set raw_user_meta_data = coalesce(raw_user_meta_data, '{}'::jsonb) || %s::jsonb,
            updated_at = now()
        where id = %s returning *
        """,
        (json.dumps(user_metadata), user_id),
    )
    assert user is not None
    return user


async def _lock_session(db: AsyncConnection[DictRow], token: str) -> tuple[str, str]:
    """Session and user of a refresh token, locked so that two exchanges of one token come one after the other."""
    row = await _one(
        db,
        """
        select id, user_id from auth.sessions
        where id = (select session_id from auth.refresh_tokens where token = %s)
        for update
        """,
        (token,),
    )
    if row is None:
        raise AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found")
    return str(row["id"]), str(row["user_id"])


async def _issue(db: AsyncConnection[DictRow], user_id: str, session_id: str, *, parent: str | None) -> str:
    token = secrets.token_urlsafe(24)
    await db.execute(
        """
        insert into auth.refresh_tokens (token, user_id, session_id, parent, revoked, created_at, updated_at)
        values (%s, %s, %s, %s, false, now(), now())
        """,
        (token, user_id, session_id, parent),
    )
    return token


async def _end_sessions(db: AsyncConnection[DictRow], claims: dict[str, Any], scope: str) -> None:
    await db.execute(
        """
        delete from auth.sessions
        where user_id = %(user)s
          and (%(scope)s = 'global' or (id = %(session)s::uuid) = (%(scope)s = 'local'))
        """,
        {"user": claims["sub"], "session": claims.get("session_id"), "scope": scope},
    )


def _user_exists() -> AuthError:
    return AuthError(422, "user_already_exists", "User already registered")


def _no_such_user(status: int = 403) -> AuthError:
    return AuthError(status, "user_not_found", "User from sub claim in JWT does not exist")
