"""One thing wrong with a line that was in order, so that nothing may come of it. Used by `lines`.

Each function takes a line in its scene and gives the words it is now typed with; what it spoils is such that
kubectl, a shell or the system file would have done something else, or somewhere else, or as somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.fuzz import table
from tests.fuzz.spelling import Said, spelt

KUBECTL = (
    "--prune", "--all", "--force", "--cascade", "--grace-period", "--field-manager", "--validate", "--overwrite",
    "--record", "--local", "--server-side", "--template", "--raw", "--filename", "--kustomize", "--recursive",
    "--ignore-not-found", "--chunk-size", "--show-managed-fields", "--show-kind", "--label-columns", "--subresource",
    "--output-watch-events", "--max-log-requests", "--limit-bytes", "--ignore-errors", "--since-time", "--pod-running-timeout",
    "--insecure-skip-tls-verify-backend", "--list", "--quiet", "--no-headers", "--timeout", "--replicas", "--resource-version",
    "--to-revision", "--revision", "--allow-missing-template-keys", "--save-config", "--env", "--from", "--prefix",
    "--resolve", "--keys", "--images", "--patch-file", "--patch", "--type", "--limits", "--requests", "--container",
    "--containers", "--selector", "--sort-by", "--follow", "--watch", "--watch-only", "--output", "--show-labels",
    "--profile", "--v", "--vmodule", "--match-server-version", "--warnings-as-errors", "--request-timeout",
    "--log-file", "--stdin", "--tty", "--attach", "--rm", "--image", "--command", "--as-is", "--yes", "--now",
    "--approve", "--approved", "--no-approval", "--skip-approval", "--risk", "--action", "--read", "--break-glass",
    "-X", "-i", "-t", "-k", "-f", "-w", "-p", "-o", "-c", "-l", "-R", "-q", "-v", "-y", "-it", "-XDELETE", "-N", "-a",
)  # fmt: skip
"""Flags of kubectl's verbs, and some that somebody might hope for; those a verb has are left out for it."""

FORBIDDEN = (
    "--server=https://evil.example", "--server https://evil.example", "-s https://evil.example", "-s=evil", "-sevil",
    "--token=abc", "--token abc", "--as=admin", "--as admin", "--as=system:admin", "--as-group=system:masters",
    "--as-group system:masters", "--as-uid=0", "--as-user-extra=scope=all", "--kubeconfig=/tmp/other", "--kubeconfig x",
    "--user=admin", "--username=admin", "--password=x", "--client-certificate=/x", "--client-key=/x",
    "--certificate-authority=/x", "--insecure-skip-tls-verify", "--insecure-skip-tls-verify=true", "--tls-server-name=x",
    "--cache-dir=/tmp", "--dry-run=none", "--dry-run=client", "--dry-run=server", "--dry-run", "--dry-run none",
    "--proxy-url=http://evil.example", "--auth-provider=x", "--kuberc=x", "--TOKEN=x", "--As=admin", "--Server=x",
    "--DRY-RUN=none", '"--token=x"', "'--as=admin'", "“--server=https://evil.example”", "—token=x", "—as=admin", "––server=x",
    "--to\u200bken=x", "--dry‑run=none", "—dry—run=none", "--ser\x00ver=x",
)  # fmt: skip
SIGNS = (
    ";", "|", "||", "&&", "&", ">", ">>", "<", "<<", "|&", "&>", "`id`", "$(id)", "${HOME}", "$HOME", "$1", "$$", "$@",
    "<(id)", ">(id)", "\\;", "\\", "&amp;&amp;", "&gt;", "&lt;", "&amp;", "\n", "\r\n", "\u2028", "\u2029", "\x0b", "\x0c", "\x85",
    "<pod>", "{{ pod }}", "<@U0MIRA0001>", "<#C0OPS|ops>", "\"$(id)\"", "\"`id`\"", "“$HOME”",
)  # fmt: skip
AFTER = (
    "kubectl delete pods --all", "delete deployment backend", "kubectl scale deployment/backend --replicas=0", "rm -rf /",
    "grep x", "restart deployment/backend", "tee x", "xargs kubectl delete", "sh", "approve 1", "x",
)  # fmt: skip
NAMESPACES = (
    "kube-system", "default", "prod", "shop", "kube-public", "smartcloudops2", "ghost", "x" * 63,
)  # fmt: skip
NO_NAMES = (
    "../x", "a/b", "Payments", "UPPER", "a,b", "pay ments", "-x", "x-", "a_b", "http://evil.example", "''", "'*'", "*", "..",
    "smartcloudops/pods", "ä", "x" * 254, "payments%2f..", "a?b", "payments#", "0x/", "@payments", "{x}",
)  # fmt: skip
CLUSTERS = (
    "staging", "prod", "http://evil.example", "https://10.0.0.1:6443", "production2", "Production", "../production", "''", "prod eu",
    "production,second", "in-cluster", "production;x", "*", "x" * 300,
)  # fmt: skip
FORMS = (
    "jsonpath={.items}", "jsonpath='{.items[*].metadata.name}'", "custom-columns=A:.metadata.name", "go-template={{.}}",
    "template=x", "jsonpath-file=/etc/passwd", "YAML", "yam", "wide,json", "kyaml", "''",
)  # fmt: skip
WRONG: dict[str, tuple[str, ...]] = {
    "get": ("--show-labels=maybe", "--watch=2", "-l '='", "-l 'a b'", "--selector=';'", "--output=", "-l 'x in ('"),
    "describe": ("-l '='", "--selector='a=b c'", "-l a=b=c", "-l ,"),
    "logs": ("--tail=-2", "--tail=x", "--tail=1.5", "--tail=10000000000", "--since=0", "--since=yesterday", "--since=-5m",
             "-c 'A B'", "-c ../x", "--previous=maybe", "--since=1y", "--tail=0x10", "--since=99999d"),
    "events": ("-l '='", "--watch=x", "--types=", "--for="),
    "top": ("--sort-by=disk", "--sort-by=CPU", "--containers=maybe", "--sort-by=", "-l '='"),
    "rollout status": ("--watch=x", "-w=2"),
    "rollout history": ("--revision=-1", "--revision=x", "--revision=1.5", "--revision=", "--revision=1e9"),
    "auth can-i": ("--subresource=../exec", "--sub='a b'", "--subresource=Exec", "--sub="),
    "rollout undo": ("--to-revision=0", "--to-revision=-1", "--to-revision=x", "--to-revision=1.0", "--to-revision=",
                     "--to-revision=99999999999"),
    "rollout restart": ("--watch", "--replicas=1", "--to-revision=1"),
    "scale": ("--current-replicas=-1", "--current-replicas=x", "--current-replicas=1.5", "--current-replicas="),
    "set image": ("web", "=image", "a b", "'-x=1'", "***", "web=***"),
    "set env": ("NAME", "=x", "A=***", "'a b'", "-A=", "--containers=", "B"),
    "set resources": ("--limits=cpu", "--requests==1", "--limits=", "--requests=***", "cpu=1"),
    "patch": ("--type=apply", "--type=server-side", "--type=Strategic", "--type=", "-p x", "--patch=", "--type json-patch"),
}  # fmt: skip
"""Values of a wrong type or out of range, by verb."""

REPLICAS = ("51", "1000000", "-1", "three", "1.5", "1e3", "", "9999999999", "0x3", "''", "5,5", "∞")
EXTRA: dict[str, tuple[str, ...]] = {
    "events": ("pods", "deployment/backend", "delete"),
    "top": ("a b c", "pods nodes x", "x y z"),
    "auth can-i": ("a", "now", "--list"),
    "rollout status": ("now", "undo x", "deployment/frontend"),
    "rollout history": ("now", "undo x", "deployment/frontend"),
    "rollout undo": ("now", "deployment/frontend", "all", "1"),
    "rollout restart": ("now", "deployment/frontend", "all"),
    "scale": ("now", "deployment/frontend", "5"),
    "set image": ("now", "deployment/frontend"),
    "set env": ("now", "deployment/frontend"),
    "set resources": ("now", "deployment/frontend", "all"),
}
ARGV = ("--", "-- rm -rf /", "-- sh -c 'kubectl delete pods'", "—", "-", "- x", "––", "-- get pods")
FRONTS = ("sudo", "kubectl kubectl", "bash -c", "KUBECONFIG=/tmp/x", "watch", "xargs", "time", "env", "exec", "!", "sh", "eval",
          "helm", "docker", "oc", "k9s", "terraform", "nohup", "curl", "aws", "ssh node-a")  # fmt: skip

Words = list[str]
Spoil = Callable[[Said, Random], tuple[Said, Words]]


def unknown_flag(said: Said, random: Random) -> tuple[Said, Words]:
    own = table.TABLE[said.meant.verb].flags | table.EVERYWHERE
    names = [flag for flag in KUBECTL if flag not in own and not _letters_of(flag, own)]
    flag = random.choice(names) + random.choice(("", "", "=x", "=true", " x", "=none"))
    return said, _put(_words(said, random), flag, random)


def forbidden_flag(said: Said, random: Random) -> tuple[Said, Words]:
    return said, _put(_words(said, random), random.choice(FORBIDDEN), random)


def odd_case(said: Said, random: Random) -> tuple[Said, Words]:
    """kubectl's flags are small letters."""
    name = random.choice(("--Namespace=payments", "--NAMESPACE=payments", "--Cluster=production", "--CONTEXT=x", "--All-Namespaces",
                          "-NAMESPACE=x", "--namespaces=payments", "---namespace=payments", "--name-space=x"))  # fmt: skip
    return said, _put(_words(said, random), name, random)


def shell(said: Said, random: Random) -> tuple[Said, Words]:
    words = _words(said, random)
    sign, after = random.choice(SIGNS), random.choice(AFTER)
    joint = random.choice((" ", " ", ""))
    if random.random() < 0.7:
        return said, [*words[:-1], f"{words[-1]}{joint}{sign}{joint}{after}"]
    at = random.randrange(1, len(words) + 1)
    return said, [*words[:at], f"{sign} {after}" if sign.strip() else f"{sign}{after}", *words[at:]]


def namespace(said: Said, random: Random) -> tuple[Said, Words]:
    """One that the system file does not name, or that is no name at all."""
    strange = random.random() < 0.5
    value = random.choice(NO_NAMES if strange else NAMESPACES)
    flag = random.choice((f"-n {value}", f"--namespace={value}", f"--namespace {value}", f"-n={value}"))
    kept = replace(said, placing=[one for one in said.placing if one[0] in ("--cluster", "--context")],
                   open=said.open and strange)  # fmt: skip
    return kept, [*_words(kept, random), flag]


def cluster(said: Said, random: Random) -> tuple[Said, Words]:
    """One that the system file does not name: a context of a kubeconfig, an address."""
    kept = replace(said, placing=[one for one in said.placing if one[0] not in ("--cluster", "--context")])
    flag = random.choice(("--cluster", "--context"))
    return kept, [*_words(kept, random), f"{flag}={random.choice(CLUSTERS)}"]


def all_namespaces(said: Said, random: Random) -> tuple[Said, Words]:
    """For a change; or beside one namespace; or where the system file names its namespaces."""
    flag = random.choice(("-A", "--all-namespaces", "-A=true", "--all-namespaces=true"))
    kept = replace(said, placing=[])
    if not table.TABLE[said.meant.verb].reads or random.random() < 0.5:
        kept = replace(kept, open=False)
        return kept, [*_words(kept, random), flag]
    return kept, [*_words(kept, random), flag, "-n", "payments"]


def form(said: Said, random: Random) -> tuple[Said, Words]:
    flags = [one for one in said.flags if one[0] not in ("-o", "--output")]
    kept = replace(said, flags=flags)
    return kept, [*_words(kept, random), f"{random.choice(('-o ', '-o=', '--output='))}{random.choice(FORMS)}"]


def wrong_value(said: Said, random: Random) -> tuple[Said, Words]:
    if said.meant.verb == "scale" and random.random() < 0.7:
        flags = [one for one in said.flags if one[0] != "--replicas"]
        kept = replace(said, flags=flags)
        return kept, [*_words(kept, random), f"--replicas={random.choice(REPLICAS)}"]
    wrong = random.choice(WRONG[said.meant.verb])
    name = wrong.partition("=")[0].partition(" ")[0]
    kept = replace(said, flags=[one for one in said.flags if one[0] != name])
    return kept, [*_words(kept, random), wrong]


def extra_word(said: Said, random: Random) -> tuple[Said, Words]:
    words = EXTRA.get(said.meant.verb)
    if words is None or not said.bare:
        return unknown_flag(said, random)
    return said, [*_words(said, random), random.choice(words)]


def argv(said: Said, random: Random) -> tuple[Said, Words]:
    return said, [*_words(said, random), random.choice(ARGV)]


def front(said: Said, random: Random) -> tuple[Said, Words]:
    return said, [random.choice(FRONTS), *_words(said, random)]


def long_word(said: Said, random: Random) -> tuple[Said, Words]:
    size = random.choice((254, 300, 1000, 5000, 24_001))
    word = random.choice(("x", "A", "-", "ü", "'", "a/", "[")) * size
    if not word.strip("-'"):
        return said, [*_words(said, random), word + ("'" if word[0] == "'" else "")][: 40] + ["--", "x"]
    return said, [*_words(said, random), f"-n={word}"] if size < 24_001 else [*_words(said, random), word]


def twice(said: Said, random: Random) -> tuple[Said, Words]:
    pair = random.choice(("-n payments -n payments", "--namespace=edge -n edge", "--cluster=second --context=second",
                          "-n payments --namespace=kube-system"))  # fmt: skip
    return replace(said, placing=[]), [*_words(replace(said, placing=[]), random), pair]


def cut_off(said: Said, random: Random) -> tuple[Said, Words]:
    """A flag at the end with nothing after it; a quote that is never closed."""
    end = random.choice(("-n", "--namespace", "--cluster", "--namespace=", "-n=", "--context=", "'x", '"x', "“x", "‘x", "'"))
    kept = replace(said, placing=[])
    return kept, [*_words(kept, random), end]


def misspelt(said: Said, random: Random) -> tuple[Said, Words]:
    """The verb with two letters changed places, one too many or one too few."""
    first, *rest = said.words
    at = random.randrange(len(first) - 1)
    way = random.randrange(3)
    swapped = first[:at] + first[at + 1] + first[at] + first[at + 2 :]
    wrong = (swapped if swapped != first else first + "z", first[:at] + first[at:].replace(first[at], "", 1),
             first + random.choice("xz7"))[way]  # fmt: skip
    if wrong in ("log", "logs", "k", "undo"):
        wrong = first + "qq"
    return said, _words(replace(said, words=(wrong, *rest)), random)


def helped(said: Said, random: Random) -> tuple[Said, Words]:
    return said, [*_words(said, random), random.choice(("--help", "-h"))]


def beside(said: Said, random: Random) -> tuple[Said, Words]:
    """A verb of kubectl that is not one of ours in the place of the one that is."""
    verb = random.choice(("delete", "apply", "create", "replace", "edit", "exec", "attach", "cp", "proxy", "drain", "cordon",
                          "uncordon", "taint", "label", "annotate", "expose", "autoscale", "wait", "config", "run", "debug",
                          "port-forward", "rollout pause", "rollout resume", "set serviceaccount", "set selector", "certificate",
                          "set subject", "auth reconcile", "auth whoami", "plugin", "kustomize", "diff", "explain", "api-resources",
                          "cluster-info", "version", "completion", "options", "alpha", "convert"))  # fmt: skip
    return said, _words(replace(said, words=tuple(verb.split())), random)


SPOILS: tuple[Spoil, ...] = (
    unknown_flag, unknown_flag, forbidden_flag, forbidden_flag, forbidden_flag, odd_case, shell, shell, shell,
    namespace, namespace, cluster, all_namespaces, form, wrong_value, wrong_value, extra_word, argv, front, long_word,
    twice, cut_off, misspelt, helped, beside,
)  # fmt: skip


def _words(said: Said, random: Random) -> Words:
    return spelt(said, random)


def _put(words: Words, word: str, random: Random) -> Words:
    at = random.randrange(len(words) + 1)
    return [*words[:at], word, *words[at:]]


def _letters_of(flag: str, own: frozenset[str]) -> bool:
    """Whether a cluster of short flags begins with one the verb has."""
    return not flag.startswith("--") and len(flag) > 2 and flag[:2] in own
