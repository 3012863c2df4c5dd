"""`can-i`: whether the cluster would let somebody do something, and by which binding.

Asked for the person when their identity is known, else for the bot's own account; the answer says for whom.
"""

from __future__ import annotations

from bot.actions.kit import Action, Output, Scene
from bot.actions.reading.discovery import find, kind_word
from bot.actions.reading.finish import finished
from bot.actions.reading.words import flag, namespace_of, read_spec, text
from bot.domain.action import Param, Type
from bot.errors import Refused

SPEC = read_spec(
    "can-i",
    ("can-i", "auth can-i"),
    "Ask the cluster whether you may do something.",
    Param("verb", Type.TEXT, "verb", required=True, help="get, list, patch, delete ... or `*`"),
    Param("resource", Type.TEXT, "resource", required=True, help="`pods`, `deployments.apps/web`"),
    flag("sub", Type.NAME, "subresource", "--subresource", "--sub", help="log, exec, scale"),
    examples=("can-i delete pods", "can-i patch deployment/web", "can-i get pods --subresource log"),
)


async def can_i(scene: Scene) -> Output:
    """yes or no, with the cluster's reason. Refused for an unknown kind."""
    verb, (word, _, name) = text(scene, "verb").lower(), text(scene, "resource").partition("/")
    if not word:
        raise Refused(
            "Only objects of the cluster can be asked about, like `pods` or `deployment/web`, no URLs."
        )
    resource = find(await scene.bot.resources(), word)
    sub, asker = text(scene, "sub"), scene.person or scene.bot
    answer = await asker.allowed(verb, resource, namespace_of(scene), name, sub)
    what = "/".join(filter(None, (kind_word(resource), name, sub)))
    where = (
        "everywhere" if not resource.namespaced or not namespace_of(scene) else f"in {namespace_of(scene)}"
    )
    word = "may" if answer.allowed else "may not"
    says = f"{'yes' if answer.allowed else 'no'}: {asker.user} {word} {verb} {what} {where}"
    lines = [says, *([answer.reason] if answer.reason else [])]
    if resource.verbs and verb != "*" and verb not in resource.verbs and not sub:
        lines.append(
            f"The cluster knows no `{verb}` for {resource.plural}: it has {', '.join(resource.verbs)}."
        )
    if scene.person is None:
        lines.append(
            "This is what Tocsin's own account may; `identities:` of the system file does not know you."
        )
    return await finished(says, "\n".join(lines) + "\n")


ACTION = Action(SPEC, read=can_i)
