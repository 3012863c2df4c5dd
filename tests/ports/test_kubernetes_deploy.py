"""The chart and the plain manifests grant the same, and nothing that would open the cluster."""

import json
import re
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment

DEPLOY = Path(__file__).parents[2] / "deploy"
EXAMPLE = {
    "impersonate": {"users": ["alice@example.com", "bob@example.com"], "groups": ["sre"]},
    "operators": {"groups": ["sre"], "namespaces": ["web"]},
}


def as_jinja(template):
    """The few words of Go's templates that the chart keeps to, as Jinja's."""
    opened: list[str] = []

    def word(match):
        left, inside = match[1], match[2].strip()
        if inside == "end":
            return f"{{%{left} end{opened.pop()} %}}"
        if found := re.fullmatch(r"range \$(\w+), \$(\w+) := (.+)", inside):
            opened.append("for")
            return f"{{%{left} for {found[1]}, {found[2]} in {named(found[3])}.items() %}}"
        if found := re.fullmatch(r"range (.+)", inside):
            opened.append("for")
            return f"{{%{left} for it in {named(found[1])} %}}"
        if found := re.fullmatch(r"if (.+)", inside):
            opened.append("if")
            return f"{{%{left} if {named(found[1])} %}}"
        return f"{{{{{left} {named(inside)} }}}}"

    def named(path):
        path = re.sub(r"^toYaml (\S+) \| indent (\d+)$", r"\1 | toYaml(\2)", path)
        path = re.sub(r"(?<![\w.$])\.(?=[a-z])", "it.", path)
        path = re.sub(r"^\.(?= |$)", "it", path)
        return re.sub(r"\$\.?|(?<![\w])\.(?=[A-Z])", "", path)

    return re.sub(r"\{\{(-?)(.*?)\}\}", word, template)


def to_yaml(value, indent):
    lines = yaml.safe_dump(value, default_flow_style=False).splitlines()
    return "\n".join(" " * indent + line for line in lines)


def rendered(name, **values):
    """A template's documents, with the chart's own values under those given."""
    given = yaml.safe_load((DEPLOY / "tocsin/values.yaml").read_text()) | values
    jinja = Environment(autoescape=False, trim_blocks=False)
    jinja.filters |= {"toJson": json.dumps, "quote": lambda value: json.dumps(str(value)), "toYaml": to_yaml}
    text = jinja.from_string(as_jinja((DEPLOY / f"tocsin/templates/{name}.yaml").read_text())).render(
        Values=given, Release={"Name": "tocsin", "Namespace": "tocsin"}
    )
    return [document for document in yaml.safe_load_all(text) if document]


def test_the_plain_manifests_are_the_charts_with_example_names():
    plain = list(yaml.safe_load_all((DEPLOY / "rbac.yaml").read_text()))
    names = ("serviceaccount", "read", "impersonate", "operators")
    assert plain[0]["kind"] == "Namespace"
    assert plain[1:] == [document for name in names for document in rendered(name, **EXAMPLE)]


def test_nobody_is_impersonated_who_is_not_named():
    """A rule without resourceNames, or with an empty list of them, allows everybody."""
    role, _ = rendered("impersonate")
    assert not role["rules"]
    for values in ({"users": ["a"], "groups": []}, {"users": [], "groups": ["g"]}):
        role, _ = rendered("impersonate", impersonate=values)
        assert [rule["resourceNames"] for rule in role["rules"]] == [values["users"] or values["groups"]]


def test_what_tocsin_may_do_itself_is_to_look_and_never_at_secrets():
    more = [{"apiGroups": ["argoproj.io"], "resources": ["applications"]}]
    for document in [*rendered("read"), *rendered("read", read=more)]:
        for rule in document.get("rules") or ():
            assert set(rule["verbs"]) <= {"get", "list", "watch"}
            assert "*" not in rule["resources"] + rule["apiGroups"]
            assert not {"secrets", "pods/exec", "pods/portforward", "nodes/proxy"} & set(rule["resources"])
    assert rendered("read", read=more)[0]["rules"][-1]["resources"] == ["applications"]


def test_people_are_bound_where_the_values_say_and_nowhere_else():
    operators = {"groups": ["sre", "on call"], "namespaces": ["web", "shop"]}
    role, *bindings = rendered("operators", operators=operators)
    assert role["kind"] == "ClusterRole"
    assert [binding["metadata"]["namespace"] for binding in bindings] == ["web", "shop"]
    assert {subject["name"] for binding in bindings for subject in binding["subjects"]} == {"sre", "on call"}
    assert len(rendered("operators")) == 1


@pytest.mark.parametrize("catalog", [{}, {"configMap": {"name": "systems"}}])
def test_the_pod_runs_without_rights_of_its_own(catalog):
    (deployment,) = rendered("deployment", catalog=catalog, settings={"TOCSIN_LOG_LEVEL": "debug", "N": 1})
    pod = deployment["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert container["securityContext"]["readOnlyRootFilesystem"]
    settings = {entry["name"]: entry["value"] for entry in container["env"]}
    assert settings["N"] == "1"
    assert ("TOCSIN_CATALOG" in settings) is bool(catalog)
    volumes = {volume["name"]: volume for volume in pod["volumes"]}
    assert {mount["name"] for mount in container["volumeMounts"]} == set(volumes)
    assert volumes.get("catalog", {}).get("configMap") == catalog.get("configMap")
