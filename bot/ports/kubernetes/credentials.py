"""How one cluster is reached and with which credentials, kept fresh. Used by `clusters` and `line`.

The library reads the kubeconfig, runs its exec plugins and refreshes what its providers can; here is when.
What it raises may quote a kubeconfig, tokens included, so none of its errors is shown or chained.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import aiohttp
import yaml
from kubernetes.aio.client import Configuration
from kubernetes.aio.config import ConfigException, load_incluster_config
from kubernetes.aio.config.kube_config import KubeConfigLoader, KubeConfigMerger

from bot.domain.operations import Cluster
from bot.errors import Permanent, Temporary
from bot.ports.kubernetes.problems import title

KEPT = 600.0
"""Seconds after which a kubeconfig is read anew: for tokens in files, and plugins that name no expiry."""

SHORTEST = 10.0
"""Seconds between two readings, whatever a plugin says of its expiry."""

EARLY = timedelta(minutes=5)
"""How long before its expiry the library takes a plugin's token for expired."""

PLUGIN_TIMEOUT = 20.0

Mark: TypeAlias = tuple[Any, ...]


class Credentials:
    """The configuration of one cluster. `now` is a monotonic clock in seconds."""

    def __init__(self, cluster: Cluster, now: Callable[[], float]) -> None:
        self._cluster = cluster
        self._now = now
        self._lock = asyncio.Lock()
        self._kept: Configuration | None = None
        self._since = 0.0
        self._until = 0.0

    async def configuration(self) -> Configuration:
        """The library's configuration, with credentials that should hold. Not to be changed."""
        if self._kept is None or self._now() >= self._until:
            async with self._lock:
                if self._kept is None or self._now() >= self._until:
                    self._kept = await self._load()
        return self._kept

    async def renew(self, refused: str) -> bool:
        """After a 401 for the header `refused`: whether there are other credentials now."""
        async with self._lock:
            if self._kept is None or (
                self._now() - self._since >= SHORTEST and await self.authorization(self._kept) == refused
            ):
                self._kept = await self._load()
            return await self.authorization(self._kept) != refused

    async def authorization(self, configuration: Configuration) -> str:
        """The Authorization header, empty when a certificate speaks for us. Account tokens are read anew."""
        try:
            found = await configuration.auth_settings()
        except (ConfigException, OSError):
            raise self._unusable(
                "the token of its ServiceAccount cannot be read", "Look at the pod"
            ) from None
        header = str(found["BearerToken"]["value"] or "").strip() if "BearerToken" in found else ""
        if not header.isprintable():
            raise self._unusable("its token has characters that no token has", "Write it anew")
        return header

    async def _load(self) -> Configuration:
        found = Configuration()
        left = KEPT
        if self._cluster.in_cluster:
            self._load_account(found)
        elif (expiry := await self._load_file(found)) is not None:
            left = (expiry - EARLY - datetime.now(UTC)).total_seconds()
        self._since = self._now()
        self._until = self._since + min(max(left, SHORTEST), KEPT)
        return found

    def _load_account(self, found: Configuration) -> None:
        try:
            load_incluster_config(client_configuration=found)
        except (ConfigException, OSError, ValueError):
            raise Permanent(
                f"{title(self._cluster)} is to be reached from inside (`in cluster: yes`), but Tocsin does "
                "not run in a pod with a ServiceAccount's token. Run it there, or name a `context:` instead.",
                "Kubeconfig",
            ) from None

    async def _load_file(self, found: Configuration) -> datetime | None:
        """Fill `found` from the kubeconfig. Gives the expiry that its plugin named."""
        path, setting = self._file()
        try:
            merged = KubeConfigMerger(path).config
            user = self._user(merged.value, setting)
            loader = KubeConfigLoader(merged, active_context=self._cluster.context or None)
            async with asyncio.timeout(PLUGIN_TIMEOUT):
                await loader.load_and_set(found)
        except TimeoutError:
            raise Temporary(
                f"{title(self._cluster)}: the exec plugin in {setting} does not answer."
            ) from None
        except aiohttp.ClientError:
            raise Temporary(
                f"{title(self._cluster)}: the issuer of the token in {setting} does not answer."
            ) from None
        except (ConfigException, yaml.YAMLError, OSError, ValueError, TypeError, AttributeError, LookupError):
            raise self._unusable(
                f"{setting} cannot be used as a kubeconfig", "Check it with kubectl"
            ) from None
        if {"as", "as-uid", "as-groups", "as-user-extra"} & user.keys():
            # The library would leave it out, and we would be more than we were meant to be.
            raise self._unusable(f"{setting} has `as:` for its user", "Use an account that needs none")
        if "host" not in vars(loader):
            raise self._unusable(f"{setting} names no `server` for it", "Add it")
        if "exec" in user and not found.api_key and not found.cert_file:
            why = f"the exec plugin in {setting} gave no credentials"
            raise self._unusable(why, "Run it by hand, the log has its last words")
        expiry: datetime | None = getattr(loader, "exec_plugin_expiry", None)
        return expiry

    def _file(self) -> tuple[str, str]:
        """The path, or several with colons, and what a person calls it."""
        given = self._cluster.kubeconfig
        named = os.environ.get("KUBECONFIG", "")
        path = given or named or os.path.join("~", ".kube", "config")
        kind = "`kubeconfig:` of the cluster" if given else "$KUBECONFIG" if named else "the usual kubeconfig"
        setting = f"{kind} ({path})"
        if not any(os.path.isfile(os.path.expanduser(one)) for one in path.split(os.pathsep) if one):
            raise self._unusable(f"{setting} is not there", "Put the file there or mend the setting")
        return os.path.expanduser(path), setting

    def _user(self, merged: dict[str, Any], setting: str) -> dict[str, Any]:
        """The user entry of our context. Raises when there is no such context."""
        contexts = {node.value["name"]: node.value["context"] for node in merged["contexts"]}
        context = self._cluster.context or merged.get("current-context") or ""
        if context not in contexts:
            known = ", ".join(sorted(contexts)[:10]) or "none"
            wanted = f"no context `{context}`" if context else "no current-context"
            raise self._unusable(f"{setting} has {wanted}", f"It has: {known}. Mend `context:`")
        users = {node.value["name"]: node.value["user"] for node in merged["users"]}
        return users.get(contexts[context].get("user")) or {}

    def _unusable(self, why: str, then: str) -> Permanent:
        return Permanent(f"{title(self._cluster)} cannot be reached: {why}. {then}.", "Kubeconfig")


def mark(configuration: Configuration) -> Mark:
    """What a session depends on, as something to compare: a changed certificate needs another session."""
    files = (configuration.ssl_ca_cert, configuration.cert_file, configuration.key_file)
    times = tuple(_written(file) for file in files)
    way = (configuration.host, configuration.verify_ssl, configuration.tls_server_name, configuration.proxy)
    return (*way, *files, *times)


def _written(file: str | None) -> int:
    try:
        return os.stat(file).st_mtime_ns if file else 0
    except OSError:
        return 0
