"""Names, labels and annotations. Used for every object, and by the other validations for names inside."""

import re

from sandbox.cluster.kinds import Kind
from sandbox.cluster.status import JSON, Cause, invalid_value, quoted, required

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = rf"{_LABEL}(\.{_LABEL})*"
_NAME_PART = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_VALUE = rf"({_NAME_PART})?"

_DNS_1123_LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must "
    "start and end "
    f"with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{_LABEL}')"
)
_DNS_1123_SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    "and must start "
    f"and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    f"'{_SUBDOMAIN}')"
)
_DNS_1035_LABEL = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
    "alphabetic character, "
    "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
    "'[a-z]([-a-z0-9]*[a-z0-9])?')"
)
_QUALIFIED = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with "
    "an alphanumeric "
    f"character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{_NAME_PART}')"
)
_LABEL_VALUE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
    "and must start and "
    f"end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for "
    f"validation is "
    f"'{_VALUE}')"
)
_PATH_SEGMENT = "may not contain '/'"
_OWNERS = (("apiVersion", "version"), ("kind", "kind"), ("name", "name"), ("uid", "uid"))
_RBAC_NAMES = ("roles", "clusterroles", "rolebindings", "clusterrolebindings")


def label_name(where: str, name: str) -> list[Cause]:
    """A DNS-1123 label: containers, ports, volumes, namespaces."""
    if len(name) > 63:
        return [invalid_value(where, name, "must be no more than 63 characters")]
    return [] if re.fullmatch(_LABEL, name) else [invalid_value(where, name, _DNS_1123_LABEL)]


def named(kind: Kind, thing: JSON) -> list[Cause]:
    """A new object's name."""
    name, where = thing["metadata"].get("name", ""), "metadata.name"
    if not name:
        return [required(where, "name or generateName is required")]
    if kind.plural in _RBAC_NAMES:
        return [invalid_value(where, name, _PATH_SEGMENT)] if "/" in name else []
    if kind.plural == "namespaces":
        return label_name(where, name)
    if kind.plural == "services":
        fits = re.fullmatch("[a-z]([-a-z0-9]*[a-z0-9])?", name)
        return [] if fits else [invalid_value(where, name, _DNS_1035_LABEL)]
    if len(name) > 253:
        return [invalid_value(where, name, "must be no more than 253 characters")]
    return [] if re.fullmatch(_SUBDOMAIN, name) else [invalid_value(where, name, _DNS_1123_SUBDOMAIN)]


def words(metadata: JSON, where: str) -> list[Cause]:
    """Labels, annotations and owners."""
    causes = labels(metadata.get("labels", {}), f"{where}.labels")
    for key in metadata.get("annotations", {}):
        causes += _qualified(f"{where}.annotations", key.lower())
    for owner in metadata.get("ownerReferences", []):
        for name, what in _OWNERS:
            if not owner.get(name):
                causes.append(
                    invalid_value(f"{where}.ownerReferences.{name}", "", f"{what} must not be empty")
                )
    total = sum(len(k) + len(v) for k, v in metadata.get("annotations", {}).items())
    if total > 256 * 1024:
        causes.append(
            Cause("FieldValueTooLong", "Too long: must have at most 262144 bytes", f"{where}.annotations")
        )
    return causes


def labels(given: dict[str, str], where: str) -> list[Cause]:
    causes = []
    for key, value in given.items():
        causes += _qualified(where, key)
        if len(value) > 63:
            causes.append(invalid_value(where, value, "must be no more than 63 characters"))
        elif not re.fullmatch(_VALUE, value):
            causes.append(invalid_value(where, value, _LABEL_VALUE))
    return causes


def _qualified(where: str, key: str) -> list[Cause]:
    prefix, slash, name = key.rpartition("/")
    if slash and not re.fullmatch(_SUBDOMAIN, prefix):
        return [invalid_value(where, key, f"prefix part {_DNS_1123_SUBDOMAIN}")]
    if len(name) > 63:
        return [invalid_value(where, key, "name part must be no more than 63 characters")]
    return [] if re.fullmatch(_NAME_PART, name) else [invalid_value(where, key, _QUALIFIED)]


def kept(thing: JSON, before: JSON) -> list[Cause]:
    """What of the metadata no update may change."""
    now, then = thing["metadata"], before["metadata"]
    return [
        Cause(
            "FieldValueInvalid",
            f"Invalid value: {quoted(str(now[name]))}: field is immutable",
            f"metadata.{name}",
        )
        for name in ("name", "namespace", "uid", "creationTimestamp")
        if name in now and now[name] != then.get(name)
    ]
