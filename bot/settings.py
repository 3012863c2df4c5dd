"""Everything an operator can set, read once from the environment by `__main__`, `app` and `cli`.

`.env.example` and `docs/configuration.md` are generated from this file (`make docs`) and a house
test keeps the three equal, so a field's description is written for the operator who reads it there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One field a setting; the environment's name is the alias."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", populate_by_name=True, frozen=True)

    bot_token: SecretStr = Field(
        SecretStr(""), alias="SLACK_BOT_TOKEN", description="Bot token of the Slack app (xoxb-...)."
    )
    app_token: SecretStr = Field(
        SecretStr(""),
        alias="SLACK_APP_TOKEN",
        description="App-level token with connections:write (xapp-...), for Socket Mode.",
    )
    signing_secret: SecretStr = Field(
        SecretStr(""), alias="SLACK_SIGNING_SECRET", description="Signing secret of the Slack app."
    )
    slack_api_url: str = Field(
        "https://slack.com/api/",
        alias="TOCSIN_SLACK_API_URL",
        description="Base of Slack's Web API; another one only for the sandbox or a proxy.",
    )
    database_url: str | None = Field(
        None,
        alias="TOCSIN_DATABASE_URL",
        description="PostgreSQL 14 or newer (postgresql://user:password@host/name). "
        "Empty: an embedded PostgreSQL under TOCSIN_DATA.",
    )
    data: Path = Field(
        Path(".tocsin"), alias="TOCSIN_DATA", description="Folder for what Tocsin keeps on disk."
    )
    catalog: Path = Field(
        Path("catalog"), alias="TOCSIN_CATALOG", description="Folder with one folder a system (system.yaml)."
    )
    reports: Path = Field(
        Path(".tocsin/reports"),
        alias="TOCSIN_REPORTS",
        description="Folder under which postmortem files are written.",
    )
    clock_speed: float = Field(
        1.0,
        alias="TOCSIN_CLOCK_SPEED",
        gt=0,
        le=3600,
        description="How much faster than real time the clock runs; above 1 only for drills.",
    )
    host: str = Field("127.0.0.1", alias="TOCSIN_HOST", description="Address the health pages listen on.")
    port: int = Field(
        8080,
        alias="TOCSIN_PORT",
        ge=0,
        le=65535,
        description="Port the health pages listen on; 0 takes a free one.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", alias="TOCSIN_LOG_LEVEL", description="Least level that is logged."
    )
    log_format: Literal["console", "json"] = Field(
        "console", alias="TOCSIN_LOG_FORMAT", description="Log lines for people (console) or machines (json)."
    )
    pool_size: int = Field(
        10,
        alias="TOCSIN_POOL_SIZE",
        ge=2,
        le=200,
        description="Database connections for commands, a replica.",
    )
    quick_jobs: int = Field(
        20,
        alias="TOCSIN_QUICK_JOBS",
        ge=1,
        le=200,
        description="Slack calls and other short jobs at once, a replica.",
    )
    long_jobs: int = Field(
        4,
        alias="TOCSIN_LONG_JOBS",
        ge=1,
        le=200,
        description="Long jobs (reports, files) at once, a replica.",
    )
    lease: float = Field(
        20.0,
        alias="TOCSIN_LEASE_SECONDS",
        gt=0,
        description="Real seconds without a sign of life after which another replica takes a worker's jobs.",
    )
    heartbeat: float = Field(
        5.0,
        alias="TOCSIN_HEARTBEAT_SECONDS",
        gt=0,
        description="Real seconds between a worker's signs of life.",
    )
    attempts: int = Field(
        8,
        alias="TOCSIN_ATTEMPTS",
        ge=1,
        le=50,
        description="Tries of a failing job, with growing pauses, before it is parked for /incident repair. "
        "Outages and rate limits of Slack do not count.",
    )
    away: float = Field(
        60.0,
        alias="TOCSIN_AWAY_SECONDS",
        gt=0,
        description="Seconds without any replica after which channels are told that the bot was away.",
    )
