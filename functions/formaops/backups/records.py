"""What is asked for when something is to be backed up or verified, and what is answered when it is queued."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from formaops.backups.manifest import EARLIEST

_TIME = "Names the run; without it the time that Cloud Scheduler gives, else this minute."


class BackupRequest(BaseModel):
    """One backup."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scheduled_at: AwareDatetime | None = Field(default=None, ge=EARLIEST, description=_TIME)


class VerifyRequest(BaseModel):
    """One verification."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scheduled_at: AwareDatetime | None = Field(default=None, ge=EARLIEST, description=_TIME)
    backup_id: str | None = Field(
        default=None,
        pattern=r"^[0-9]{8}T[0-9]{6}Z$",
        description="Which; without it the newest.",
        examples=["20261121T020000Z"],
    )


class QueuedRun(BaseModel):
    """Accepted: a worker will run it."""

    kind: Literal["BACKUP", "VERIFY"]
    scheduled_at: datetime
    status: Literal["QUEUED"] = "QUEUED"
