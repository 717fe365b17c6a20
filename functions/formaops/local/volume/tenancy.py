"""Accounts, profiles, tenants and memberships, as the triggers on a sign-up make them."""

import json
from collections.abc import Iterator

from formaops.local.volume.parts import Check, Domain, Part, Row
from formaops.local.volume.world import PASSWORD_HASH, Tenant, User, World

_NOWHERE = "00000000-0000-0000-0000-000000000000"
_APP_METADATA = json.dumps({"provider": "email", "providers": ["email"]})


def _joined(world: World, user: User) -> str:
    """Users came in the first quarter of the world's time."""
    return str(world.moment(0.25 * user.number / len(world.users)))


def _founded(world: World, tenant: Tenant) -> str:
    return _joined(world, tenant.owner or max(tenant.writers + tenant.viewers, key=lambda user: user.number))


def _accounts(world: World) -> Iterator[Row]:
    for user in world.users:
        joined, metadata = _joined(world, user), json.dumps({"name": user.name})
        yield (
            *(_NOWHERE, user.id, "authenticated", "authenticated", user.email, PASSWORD_HASH, joined),
            *("", "", "", "", _APP_METADATA, metadata, joined, joined),
        )


def _profiles(world: World) -> Iterator[Row]:
    for user in world.users:
        joined = _joined(world, user)
        yield user.id, user.email, user.name, _plan(user), True, joined, joined, joined


def _plan(user: User) -> str:
    return "FREE" if user.number % 10 else "PRO"


def _tenants(world: World) -> Iterator[Row]:
    for tenant in world.tenants:
        founded = _founded(world, tenant)
        plan = _plan(tenant.owner) if tenant.owner else ("ENTERPRISE" if tenant.number < 20 else "PRO")
        yield tenant.id, tenant.name, plan, tenant.owner and tenant.owner.id, founded, founded


def _memberships(world: World) -> Iterator[Row]:
    for tenant in world.tenants:
        founded = _founded(world, tenant)
        roles = ["ADMIN", *["MEMBER"] * (len(tenant.writers) - 1), *["VIEWER"] * len(tenant.viewers)]
        for user, role in zip(tenant.writers + tenant.viewers, roles, strict=True):
            yield tenant.id, user.id, role, founded, founded


TENANCY = Domain(
    parts=(
        Part(
            "auth.users",
            (
                *("instance_id", "id", "aud", "role", "email", "encrypted_password", "email_confirmed_at"),
                *("confirmation_token", "recovery_token", "email_change_token_new", "email_change"),
                *("raw_app_meta_data", "raw_user_meta_data", "created_at", "updated_at"),
            ),
            _accounts,
            lambda world: len(world.users),
        ),
        Part(
            "public.users",
            ("id", "email", "name", "plan", "email_verified", "email_verified_at", "created_at", "updated_at"),
            _profiles,
            lambda world: len(world.users),
        ),
        Part(
            "public.tenants",
            ("id", "name", "plan", "personal_user_id", "created_at", "updated_at"),
            _tenants,
            lambda world: len(world.tenants),
        ),
        Part(
            "public.user_roles",
            ("tenant_id", "user_id", "role", "created_at", "updated_at"),
            _memberships,
            lambda world: sum(len(tenant.writers) + len(tenant.viewers) for tenant in world.tenants),
        ),
    ),
    checks=(
        Check(
            "every account has a profile, a personal tenant with its plan, and is ADMIN there",
            """
            select count(*)
            from auth.users as a
            left join public.users as u on u.id = a.id
            left join public.tenants as t on t.personal_user_id = a.id and t.plan = u.plan
            left join public.user_roles as r on r.tenant_id = t.id and r.user_id = a.id and r.role = 'ADMIN'
            where r.user_id is null
            """,
        ),
        Check(
            "every tenant with members has an ADMIN",
            """
            select count(*)
            from public.tenants as t
            where exists (select from public.user_roles as r where r.tenant_id = t.id)
              and not exists (select from public.user_roles as r where r.tenant_id = t.id and r.role = 'ADMIN')
            """,
        ),
    ),
)
