"""Settings of the functions, read from the environment once; every one is described in docs/reference/settings.md."""

from functools import cache

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from formaops.sealing import read_keys


def _env(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """Where the project is, which keys open it, and the bounds within which an execution runs."""

    model_config = SettingsConfigDict(populate_by_name=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    supabase_url: str = Field(validation_alias=_env("SUPABASE_URL"))
    """Base URL of the project, as clients use it; without a trailing slash."""
    service_role_key: SecretStr = Field(validation_alias=_env("SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY"))
    """Opens the RPCs that only functions may call. Never leaves the function."""
    anon_key: SecretStr = Field(validation_alias=_env("SUPABASE_ANON_KEY", "SUPABASE_PUBLISHABLE_KEY"))
    """Sent as `apikey` beside a user's own token."""
    rest: str | None = Field(default=None, validation_alias=_env("REST_URL"))
    """Another way to PostgREST than `{supabase_url}/rest/v1`, when one is nearer."""
    jwks: str | None = Field(default=None, validation_alias=_env("JWKS_URL"))
    jwt_issuer_override: str | None = Field(default=None, validation_alias=_env("JWT_ISSUER"))
    jwt_secret: SecretStr | None = Field(default=None, validation_alias=_env("SUPABASE_JWT_SECRET"))
    """Only for a project that still signs with its legacy HS256 secret."""
    jwt_audience: str = Field(default="authenticated", validation_alias=_env("JWT_AUDIENCE"))

    default_model: str = Field(default="local:smollm2", validation_alias=_env("FORMAOPS_DEFAULT_MODEL"))
    """Asked when neither the request nor the prompt names a model; `provider:model`."""
    local_model_url: str | None = Field(default=None, validation_alias=_env("FORMAOPS_LOCAL_MODEL_URL"))
    """OpenAI-compatible base URL that answers for the provider `local`; ends in `/v1`."""
    allow_unknown_price: bool = Field(default=False, validation_alias=_env("FORMAOPS_ALLOW_UNKNOWN_PRICE"))
    """Ask models whose price nobody knows; their executions say that their cost is incomplete."""

    execution_timeout_seconds: float = Field(
        default=300, gt=0, le=3600, validation_alias=_env("FORMAOPS_EXECUTION_TIMEOUT_SECONDS")
    )
    """Bound of one whole execution, retries and repairs included."""
    lease_seconds: int = Field(default=30, ge=2, le=600, validation_alias=_env("FORMAOPS_LEASE_SECONDS"))
    """How long an execution stays its worker's after the last heartbeat."""
    heartbeat_seconds: float = Field(default=2, gt=0, le=60, validation_alias=_env("FORMAOPS_HEARTBEAT_SECONDS"))
    """How often a worker extends its lease and looks for a cancellation; the first time after this long."""
    settle_patience_seconds: float = Field(
        default=20, ge=0, le=300, validation_alias=_env("FORMAOPS_SETTLE_PATIENCE_SECONDS")
    )
    """How long settling is tried again while the database is away."""
    queue_poll_seconds: float = Field(default=1, gt=0, le=60, validation_alias=_env("FORMAOPS_QUEUE_POLL_SECONDS"))
    """How often a worker that has nothing to do looks into the queue."""
    queue_max_attempts: int = Field(default=5, ge=1, le=100, validation_alias=_env("FORMAOPS_QUEUE_MAX_ATTEMPTS"))
    """How many workers may die over a queued execution before it ends as FAILED with the error `poisoned`."""
    queue_retry_seconds: int = Field(default=2, ge=0, le=600, validation_alias=_env("FORMAOPS_QUEUE_RETRY_SECONDS"))
    """Pause before the second attempt; doubled before each further one."""
    worker_concurrency: int = Field(default=4, ge=1, le=100, validation_alias=_env("FORMAOPS_WORKER_CONCURRENCY"))
    """How many executions, and as many other tasks, one worker runs at once."""
    worker_grace_seconds: float = Field(
        default=6, ge=0, le=3600, validation_alias=_env("FORMAOPS_WORKER_GRACE_SECONDS")
    )
    """How long a worker that is told to stop lets executions run on before it gives them back."""
    work_seconds: float = Field(default=50, gt=0, le=3000, validation_alias=_env("FORMAOPS_WORK_SECONDS"))
    """How long one call of the function `work` claims executions, unless its body says less."""
    scheduler_secret: SecretStr | None = Field(default=None, validation_alias=_env("FORMAOPS_SCHEDULER_SECRET"))
    """Opens the functions that only a scheduler calls."""
    alert_webhook_url: str | None = Field(default=None, validation_alias=_env("FORMAOPS_ALERT_WEBHOOK_URL"))
    """Where operators are told what is wrong; asked as users' addresses are."""
    alert_webhook_secret: SecretStr | None = Field(default=None, validation_alias=_env("FORMAOPS_ALERT_WEBHOOK_SECRET"))
    """`whsec_` and base64: signs what is told there."""
    metrics_token: SecretStr | None = Field(default=None, validation_alias=_env("FORMAOPS_METRICS_TOKEN"))
    """Opens `GET metrics`, as the service key does."""
    max_body_bytes: int = Field(default=2 * 1024 * 1024, validation_alias=_env("FORMAOPS_MAX_BODY_BYTES"))

    provider_key_encryption_keys: SecretStr | None = Field(
        default=None, validation_alias=_env("FORMAOPS_PROVIDER_KEY_ENCRYPTION_KEYS")
    )
    """`name:base64` of 32 bytes, several with commas: with the first tenants' provider keys are sealed."""

    @field_validator("provider_key_encryption_keys")
    @classmethod
    def _readable(cls, keys: SecretStr | None) -> SecretStr | None:
        if keys is None or not keys.get_secret_value():
            return None
        read_keys(keys.get_secret_value())
        return keys

    egress_allow: str = Field(default="", validation_alias=_env("FORMAOPS_EGRESS_ALLOW"))
    """What users' addresses may name although it is not public: hosts, addresses, networks, divided by commas."""
    egress_allow_http: bool = Field(default=False, validation_alias=_env("FORMAOPS_EGRESS_ALLOW_HTTP"))
    """Users' addresses may be http, not only https."""

    webhook_timeout_seconds: float = Field(
        default=15, gt=0, le=60, validation_alias=_env("FORMAOPS_WEBHOOK_TIMEOUT_SECONDS")
    )
    """How long a receiver of webhooks may take to answer."""
    webhook_retry_seconds: str = Field(
        default="5,300,1800,7200,18000,36000,50400,72000,86400",
        pattern=r"^\s*(\d{1,7}\s*(,\s*\d{1,7}\s*){0,49})?$",
        validation_alias=_env("FORMAOPS_WEBHOOK_RETRY_SECONDS"),
    )
    """How long to wait after the first, second, … failed attempt; after the last one there is none."""

    @property
    def webhook_retries(self) -> list[int]:
        return [int(seconds) for seconds in self.webhook_retry_seconds.split(",") if seconds.strip()]

    @property
    def rest_url(self) -> str:
        return self.rest or f"{self.supabase_url}/rest/v1"

    @property
    def jwks_url(self) -> str:
        return self.jwks or f"{self.jwt_issuer}/.well-known/jwks.json"

    @property
    def jwt_issuer(self) -> str:
        return self.jwt_issuer_override or f"{self.supabase_url}/auth/v1"


class BackupSettings(BaseSettings):
    """What backing up, verifying and restoring need; nothing of it is needed for executions, nor the other way round.

    Which of them must be set depends on the work: who only backs up needs no identity.
    """

    model_config = SettingsConfigDict(populate_by_name=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    database_url: SecretStr | None = Field(default=None, validation_alias=_env("FORMAOPS_DATABASE_URL"))
    """`postgresql://…` of the database or of a session pooler, as a role that row-level security does not bind."""
    store: str | None = Field(default=None, validation_alias=_env("FORMAOPS_BACKUP_STORE"))
    """`folder:/path`, `s3://bucket/prefix?endpoint=…&region=…` or `supabase://bucket/prefix`."""
    far_store: str | None = Field(default=None, validation_alias=_env("FORMAOPS_BACKUP_FAR_STORE"))
    """Another one, in another place, to which every backup is copied."""
    recipients: str = Field(default="", validation_alias=_env("FORMAOPS_BACKUP_RECIPIENTS"))
    """age public keys (`age1…`), divided by commas: each of them opens the backups."""
    identities: SecretStr | None = Field(default=None, validation_alias=_env("FORMAOPS_BACKUP_IDENTITIES"))
    """age private keys (`AGE-SECRET-KEY-1…`), divided by commas; of those who verify and restore."""
    signing_key: SecretStr | None = Field(default=None, validation_alias=_env("FORMAOPS_BACKUP_SIGNING_KEY"))
    """Ed25519, PEM: signs manifests."""
    verifying_keys: str = Field(default="", validation_alias=_env("FORMAOPS_BACKUP_VERIFYING_KEYS"))
    """Ed25519 public keys, PEM, one after the other; without any, that of the signing key."""
    storage_objects: bool = Field(default=True, validation_alias=_env("FORMAOPS_BACKUP_STORAGE_OBJECTS"))
    """Back up what lies in the project's Supabase Storage, too."""
    verify_objects: int = Field(default=200, ge=0, validation_alias=_env("FORMAOPS_BACKUP_VERIFY_OBJECTS"))
    """So many of the storage objects, drawn by lot, a verification reads; of the others it sees that they are there."""
    part_bytes: int = Field(
        default=12 * 1024 * 1024, ge=65_536, le=512 * 1024 * 1024, validation_alias=_env("FORMAOPS_BACKUP_PART_BYTES")
    )
    """Size of the parts into which files are cut; two of them are in memory at a time."""
    near_days: int = Field(default=30, ge=1, le=3650, validation_alias=_env("FORMAOPS_BACKUP_NEAR_DAYS"))
    """So long backups are kept in the store."""
    far_days: int = Field(default=90, ge=1, le=36_500, validation_alias=_env("FORMAOPS_BACKUP_FAR_DAYS"))
    """So long they are kept in the far store."""
    minimum: int = Field(default=3, ge=1, le=1000, validation_alias=_env("FORMAOPS_BACKUP_MINIMUM"))
    """So many are kept in each store however old they are."""
    prune: bool = Field(default=True, validation_alias=_env("FORMAOPS_BACKUP_PRUNE"))
    """Prune the stores after each scheduled backup that succeeded."""
    max_age_hours: float = Field(default=26, ge=0, le=8760, validation_alias=_env("FORMAOPS_BACKUP_MAX_AGE_HOURS"))
    """When nothing was verified for so long, it is told; 0: never."""
    shrink_ratio: float = Field(default=0.5, ge=0, le=1, validation_alias=_env("FORMAOPS_BACKUP_SHRINK_RATIO"))
    """A backup smaller than this share of the one before is told."""


class OperationsSettings(BaseSettings):
    """Of the operator who upgrades: no function needs any of these."""

    model_config = SettingsConfigDict(populate_by_name=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    staging_database_url: SecretStr | None = Field(default=None, validation_alias=_env("FORMAOPS_STAGING_DATABASE_URL"))
    """`postgresql://…` as the owner of the schemas, for `formaops migrate --to staging`."""
    production_database_url: SecretStr | None = Field(
        default=None, validation_alias=_env("FORMAOPS_PRODUCTION_DATABASE_URL")
    )
    """The same of production."""


@cache
def backup_settings() -> BackupSettings:
    return BackupSettings()


@cache
def settings() -> Settings:
    """The process's settings. Raises pydantic's ValidationError, which names each variable that is missing."""
    return Settings()  # type: ignore[call-arg]  # filled from the environment
