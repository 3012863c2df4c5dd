"""What may be wrong with a line: flags, signs, names and values of which nothing may come. For `spoiling`."""

from __future__ import annotations

KUBECTL = (
    "--prune", "--all", "--force", "--cascade", "--grace-period", "--field-manager", "--validate",
    "--overwrite", "--record", "--local", "--server-side", "--template", "--raw", "--filename",
    "--kustomize", "--recursive", "--ignore-not-found", "--chunk-size", "--show-managed-fields",
    "--show-kind", "--label-columns", "--subresource", "--output-watch-events", "--max-log-requests",
    "--limit-bytes", "--ignore-errors", "--since-time", "--pod-running-timeout",
    "--insecure-skip-tls-verify-backend", "--list", "--quiet", "--no-headers", "--timeout", "--replicas",
    "--resource-version", "--to-revision", "--revision", "--allow-missing-template-keys", "--save-config",
    "--env", "--from", "--prefix", "--resolve", "--keys", "--images", "--patch-file", "--patch", "--type",
    "--limits", "--requests", "--container", "--containers", "--selector", "--sort-by", "--follow",
    "--watch", "--watch-only", "--output", "--show-labels", "--profile", "--v", "--vmodule",
    "--match-server-version", "--warnings-as-errors", "--request-timeout", "--log-file", "--stdin", "--tty",
    "--attach", "--rm", "--image", "--command", "--as-is", "--yes", "--now", "--approve", "--approved",
    "--no-approval", "--skip-approval", "--risk", "--action", "--read", "--break-glass", "-X", "-i", "-t",
    "-k", "-f", "-w", "-p", "-o", "-c", "-l", "-R", "-q", "-v", "-y", "-it", "-XDELETE", "-N", "-a",
)  # fmt: skip
"""Flags of kubectl's verbs, and some that somebody might hope for; those a verb has are left out for it."""

FORBIDDEN = (
    "--server=https://evil.example", "--server https://evil.example", "-s https://evil.example", "-s=evil",
    "-sevil", "--token=abc", "--token abc", "--as=admin", "--as admin", "--as=system:admin",
    "--as-group=system:masters", "--as-group system:masters", "--as-uid=0", "--as-user-extra=scope=all",
    "--kubeconfig=/tmp/other", "--kubeconfig x", "--user=admin", "--username=admin", "--password=x",
    "--client-certificate=/x", "--client-key=/x", "--certificate-authority=/x",
    "--insecure-skip-tls-verify", "--insecure-skip-tls-verify=true", "--tls-server-name=x",
    "--cache-dir=/tmp", "--dry-run=none", "--dry-run=client", "--dry-run=server", "--dry-run",
    "--dry-run none", "--proxy-url=http://evil.example", "--auth-provider=x", "--kuberc=x", "--TOKEN=x",
    "--As=admin", "--Server=x", "--DRY-RUN=none", '"--token=x"', "'--as=admin'",
    "“--server=https://evil.example”", "—token=x", "—as=admin", "––server=x", "--to\u200bken=x",
    "--dry‑run=none", "—dry—run=none", "--ser\x00ver=x",
)  # fmt: skip
SIGNS = (
    ";", "|", "||", "&&", "&", ">", ">>", "<", "<<", "|&", "&>", "`id`", "$(id)", "${HOME}", "$HOME", "$1",
    "$$", "$@", "<(id)", ">(id)", "\\;", "\\", "&amp;&amp;", "&gt;", "&lt;", "&amp;", "\n", "\r\n",
    "\u2028", "\u2029", "\x0b", "\x0c", "\x85", "<pod>", "{{ pod }}", "<@U0MIRA0001>", "<#C0OPS|ops>",
    "\"$(id)\"", "\"`id`\"", "“$HOME”",
)  # fmt: skip
AFTER = (
    "kubectl delete pods --all", "delete deployment backend",
    "kubectl scale deployment/backend --replicas=0", "rm -rf /", "grep x", "restart deployment/backend",
    "tee x", "xargs kubectl delete", "sh", "approve 1", "x",
)  # fmt: skip
NAMESPACES = (
    "kube-system", "default", "prod", "shop", "kube-public", "smartcloudops2", "ghost", "x" * 63,
)  # fmt: skip
NO_NAMES = (
    "../x", "a/b", "Payments", "UPPER", "a,b", "'pay ments'", "-x", "x-", "a_b", "http://evil.example",
    "''", "'*'", "*", "..", "smartcloudops/pods", "ä", "x" * 254, "payments%2f..", "a?b", "payments#",
    "0x/", "@payments", "{x}",
)  # fmt: skip
CLUSTERS = (
    "staging", "prod", "http://evil.example", "https://10.0.0.1:6443", "production2", "Production",
    "../production", "''", "'prod eu'", "production,second", "in-cluster", "production;x", "*", "x" * 300,
)  # fmt: skip
FORMS = (
    "go-template={{.}}", "template=x", "jsonpath-file=/etc/passwd", "YAML", "yam", "wide,json", "kyaml",
    "''",
)  # fmt: skip
TEMPLATES = (
    "jsonpath={.items}", "jsonpath='{.items[*].metadata.name}'", "custom-columns=A:.metadata.name",
)  # fmt: skip
OUTPUT = ("-o ", "-o=", "--output=")
WRONG: dict[str, tuple[str, ...]] = {
    "get": (
    "--show-labels=maybe", "--watch=2", "-l '='", "-l 'a b'", "--selector=';'", "--output=",
    "-l 'x in ('",
    ),
    "describe": ("-l '='", "--selector='a=b c'", "-l a=b=c", "-l ,"),
    "logs": (
    "--tail=-2", "--tail=x", "--tail=1.5", "--tail=10000000000", "--since=0", "--since=yesterday",
    "--since=-5m", "-c 'A B'", "-c ../x", "--previous=maybe", "--since=1y", "--tail=0x10",
    "--since=99999d",
    ),
    "events": ("-l '='", "--watch=x", "--types=", "--for="),
    "top": ("--sort-by=disk", "--sort-by=CPU", "--containers=maybe", "--sort-by=", "-l '='"),
    "rollout status": ("--watch=x", "-w=2"),
    "rollout history": ("--revision=-1", "--revision=x", "--revision=1.5", "--revision=", "--revision=1e9"),
    "auth can-i": ("--subresource=../exec", "--sub='a b'", "--subresource=Exec", "--sub="),
    "rollout undo": (
    "--to-revision=0", "--to-revision=-1", "--to-revision=x", "--to-revision=1.0", "--to-revision=",
    "--to-revision=99999999999",
    ),
    "rollout restart": ("--watch", "--replicas=1", "--to-revision=1"),
    "scale": (
    "--current-replicas=-1", "--current-replicas=x", "--current-replicas=1.5", "--current-replicas=",
    ),
    "set image": ("web", "=image", "a b", "'-x=1'", "***", "web=***"),
    "set env": ("NAME", "=x", "A=***", "'a b'", "-A=", "--containers=", "B"),
    "set resources": ("--limits=cpu", "--requests==1", "--limits=", "--requests=***", "cpu=1"),
    "patch": (
    "--type=apply", "--type=server-side", "--type=Strategic", "--type=", "-p x", "--patch=",
    "--type json-patch",
    ),
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
FRONTS = (
    "sudo", "kubectl kubectl", "bash -c", "KUBECONFIG=/tmp/x", "watch", "xargs", "time", "env", "exec", "!",
    "sh", "eval", "helm", "docker", "oc", "k9s", "terraform", "nohup", "curl", "aws", "ssh node-a",
)  # fmt: skip
ODD = (
    "--Namespace=payments", "--NAMESPACE=payments", "--Cluster=production", "--CONTEXT=x",
    "--All-Namespaces", "-NAMESPACE=x", "--namespaces=payments", "---namespace=payments", "--name-space=x",
)  # fmt: skip
PAIRS = (
    "-n payments -n payments", "--namespace=edge -n edge", "--cluster=second --context=second",
    "-n payments --namespace=kube-system",
)  # fmt: skip
OTHERS = (
    "apply", "replace", "edit", "attach", "proxy",
    "taint", "expose", "autoscale", "wait", "config", "debug",
    "port-forward", "set serviceaccount", "set selector", "certificate",
    "set subject", "auth reconcile", "auth whoami", "plugin", "kustomize", "diff", "explain",
    "api-resources", "cluster-info", "version", "completion", "options", "alpha", "convert",
)  # fmt: skip
OWN = (
    "delete", "create", "exec", "cp", "drain", "cordon", "uncordon", "label", "annotate",
    "run", "rollout pause", "rollout resume",
)  # fmt: skip
