"""Slack's objects made ours: pure, total over missing keys. Used by `chat`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.domain.people import Group, Person
from bot.domain.words import typed
from bot.ports import Found, Room


def as_room(item: Mapping[str, Any]) -> Room:
    created = item.get("created")
    return Room(
        id=str(item["id"]),
        name=str(item.get("name") or ""),
        creator=str(item.get("creator") or ""),
        created=datetime.fromtimestamp(float(created), UTC) if created else None,
        archived=bool(item.get("is_archived")),
        private=bool(item.get("is_private")),
    )


def as_person(item: Mapping[str, Any]) -> Person:
    profile = item.get("profile") or {}
    name = (
        profile.get("display_name") or profile.get("real_name") or item.get("real_name") or item.get("name")
    )
    return Person(
        id=str(item["id"]),
        name=str(name or item["id"]),
        zone=str(item.get("tz") or "UTC"),
        email=profile.get("email"),
        bot=bool(item.get("is_bot")) or item["id"] == "USLACKBOT",
        guest=bool(item.get("is_restricted") or item.get("is_ultra_restricted") or item.get("is_stranger")),
        deactivated=bool(item.get("deleted")),
    )


def as_group(item: Mapping[str, Any]) -> Group:
    return Group(
        id=str(item["id"]),
        handle=str(item.get("handle") or ""),
        name=str(item.get("name") or ""),
        members=tuple(str(user) for user in item.get("users") or ()),
    )


def as_found(channel: str, item: Mapping[str, Any]) -> Found:
    metadata = item.get("metadata") or {}
    key = (metadata.get("event_payload") or {}).get("key")
    ts = str(item["ts"])
    return Found(
        channel=channel,
        ts=ts,
        author=str(item.get("user") or item.get("bot_id") or ""),
        text=typed(str(item.get("text") or "")),
        sent=datetime.fromtimestamp(float(ts), UTC),
        thread_ts=item.get("thread_ts"),
        files=tuple(str(f.get("name") or f.get("title") or f.get("id")) for f in item.get("files") or ()),
        reactions=tuple(str(r.get("name")) for r in item.get("reactions") or ()),
        pinned=bool(item.get("pinned_to")),
        key=str(key) if key is not None else None,
        edited="edited" in item,
    )
