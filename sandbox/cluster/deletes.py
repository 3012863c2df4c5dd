"""Delete: preconditions, dry runs in the body, grace for pods, what happens to what an object owns. Called
by `api`.
"""

from dataclasses import dataclass, field

from sandbox.cluster import bodies, kinds
from sandbox.cluster.kinds import Kind
from sandbox.cluster.paths import Ask
from sandbox.cluster.status import JSON, bad_request, cloned, conflict, invalid, not_found, unsupported
from sandbox.cluster.store import Store, stamp

_POLICIES = ("Foreground", "Background", "Orphan")
_KEEPS_ITS_OBJECT = ("serviceaccounts",)


@dataclass(slots=True)
class Options:
    dry_run: bool = False
    grace: int | None = None
    policy: str = ""
    preconditions: JSON = field(default_factory=dict)


def read_options(ask: Ask, raw: bytes, content_type: str) -> Options:
    """With a body the server looks at nothing else: options in the query are then ignored, dry run
    included.
    """
    if raw.strip():
        given = bodies.read_object(raw, content_type, "DeleteOptions")
        dry, grace = given.get("dryRun") or [], given.get("gracePeriodSeconds")
        policy, before = given.get("propagationPolicy") or "", given.get("preconditions") or {}
        orphans = given.get("orphanDependents")
    else:
        dry, policy, before = ask.query.get("dryRun", []), ask.option("propagationPolicy"), {}
        word = ask.option("gracePeriodSeconds")
        if word and not word.lstrip("-").isdigit():
            raise bad_request(f'strconv.ParseInt: parsing "{word}": invalid syntax')
        grace = int(word) if word else None
        orphans = ask.flag("orphanDependents") if "orphanDependents" in ask.query else None
    if orphans is not None and not policy:
        policy = "Orphan" if orphans else "Background"
    if policy and policy not in _POLICIES:
        wrong = unsupported("propagationPolicy", policy, [*_POLICIES, "nil"])
        raise invalid("DeleteOptions", "meta.k8s.io", "", [wrong])
    return Options(bodies.checked_dry_run(dry, "DeleteOptions"), grace, policy, before)


def delete(store: Store, kind: Kind, namespace: str, name: str, options: Options) -> JSON:
    """The object on its way out, or the Status that it is gone."""
    thing = store.get(kind, namespace, name)
    if thing is None:
        raise not_found(kind.plural, kind.group, name)
    _check(kind, thing, options)
    meta = thing["metadata"]
    leaving = _leaving(kind, thing, options, store.now())
    if leaving is not None:
        return leaving if options.dry_run else store.replace(kind, leaving)
    if not options.dry_run:
        if options.policy == "Orphan":
            disown(store, meta["uid"])
        store.remove(kind, thing)
    if kind.plural in _KEEPS_ITS_OBJECT:
        return thing
    about = {"name": name, "group": kind.group, "kind": kind.plural, "uid": meta["uid"]}
    shown = {key: value for key, value in about.items() if value}
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": shown}


def _check(kind: Kind, thing: JSON, options: Options) -> None:
    meta, wanted = thing["metadata"], options.preconditions
    for key, word in (("uid", "UID"), ("resourceVersion", "ResourceVersion")):
        if wanted.get(key) and wanted[key] != meta[key]:
            why = f"the {word} in the precondition ({wanted[key]}) "
            why += f"does not match the {word} in record ({meta[key]})"
            end = "deleted and then recreated" if key == "uid" else "modified"
            raise conflict(kind.name, kind.group, meta["name"], f"{why}. The object might have been {end}")


def _leaving(kind: Kind, thing: JSON, options: Options, now: float) -> JSON | None:
    """What only gets its time of deletion now: pods with grace, namespaces, and what waits for its
    dependents.
    """
    after: JSON = cloned(thing)
    meta = after["metadata"]
    if kind.plural == "namespaces":
        meta.setdefault("deletionTimestamp", stamp(now))
        after["status"] = {**after["status"], "phase": "Terminating"}
        return after
    if kind.plural == "pods":
        grace = thing["spec"]["terminationGracePeriodSeconds"] if options.grace is None else options.grace
        if grace <= 0 or not thing["spec"].get("nodeName"):
            return None
        meta.setdefault("deletionTimestamp", stamp(now + grace))
        meta.setdefault("deletionGracePeriodSeconds", grace)
        return after
    finalizers = list(meta.get("finalizers", []))
    if options.policy == "Foreground" and "foregroundDeletion" not in finalizers:
        finalizers.append("foregroundDeletion")
    if not finalizers:
        return None
    meta.setdefault("deletionTimestamp", stamp(now))
    meta.setdefault("deletionGracePeriodSeconds", 0)
    meta["finalizers"] = finalizers
    if "generation" in meta and "deletionTimestamp" not in thing["metadata"]:
        meta["generation"] += 1
    return after


def disown(store: Store, uid: str) -> None:
    """Let everything an object owns live on without it."""
    by_key = {kind.key: kind for kind in kinds.served().values()}
    for key, thing in store.everything():
        if any(owner["uid"] == uid for owner in thing["metadata"].get("ownerReferences", [])):
            store.change(by_key[key], thing, lambda t: _forget_owner(t, uid))


def _forget_owner(thing: JSON, uid: str) -> None:
    owners = [owner for owner in thing["metadata"]["ownerReferences"] if owner["uid"] != uid]
    if owners:
        thing["metadata"]["ownerReferences"] = owners
    else:
        del thing["metadata"]["ownerReferences"]
