"""One thing wrong with a line that was in order, so that nothing may come of it. Used by `lines`.

Each function takes a line in its scene and gives the words it is now typed with; what it spoils is such that
kubectl, a shell or the system file would have done something else, or somewhere else, or as somebody else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.fuzz import table, wrongs
from tests.fuzz.spelling import Said, spelt

Words = list[str]
Spoil = Callable[[Said, Random], tuple[Said, Words]]


def unknown_flag(said: Said, random: Random) -> tuple[Said, Words]:
    own = table.TABLE[said.meant.verb].flags | table.EVERYWHERE
    names = [flag for flag in wrongs.KUBECTL if flag not in own and not _letters_of(flag, own)]
    flag = random.choice(names) + random.choice(("", "", "=x", "=true", " x", "=none"))
    return said, _put(_words(said, random), flag, random)


def forbidden_flag(said: Said, random: Random) -> tuple[Said, Words]:
    return said, _put(_words(said, random), random.choice(wrongs.FORBIDDEN), random)


def odd_case(said: Said, random: Random) -> tuple[Said, Words]:
    """kubectl's flags are small letters."""
    name = random.choice(wrongs.ODD)
    return said, _put(_words(said, random), name, random)


def shell(said: Said, random: Random) -> tuple[Said, Words]:
    words = _words(said, random)
    sign, after = random.choice(wrongs.SIGNS), random.choice(wrongs.AFTER)
    joint = random.choice((" ", " ", ""))
    if random.random() < 0.7:
        return said, [*words[:-1], f"{words[-1]}{joint}{sign}{joint}{after}"]
    at = random.randrange(1, len(words) + 1)
    return said, [*words[:at], f"{sign} {after}" if sign.strip() else f"{sign}{after}", *words[at:]]


def namespace(said: Said, random: Random) -> tuple[Said, Words]:
    """One that the system file does not name, or that is no name at all."""
    strange = random.random() < 0.5
    value = random.choice(wrongs.NO_NAMES if strange else wrongs.NAMESPACES)
    flag = random.choice((f"-n {value}", f"--namespace={value}", f"--namespace {value}", f"-n={value}"))
    kept = replace(said, placing=[one for one in said.placing if one[0] in ("--cluster", "--context")],
                   open=said.open and strange)  # fmt: skip
    return kept, [*_words(kept, random), flag]


def cluster(said: Said, random: Random) -> tuple[Said, Words]:
    """One that the system file does not name: a context of a kubeconfig, an address."""
    kept = replace(said, placing=[one for one in said.placing if one[0] not in ("--cluster", "--context")])
    flag = random.choice(("--cluster", "--context"))
    return kept, [*_words(kept, random), f"{flag}={random.choice(wrongs.CLUSTERS)}"]


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
    forms = wrongs.FORMS if said.meant.verb == "get" else (*wrongs.FORMS, *wrongs.TEMPLATES)
    return kept, [*_words(kept, random), f"{random.choice(wrongs.OUTPUT)}{random.choice(forms)}"]


def template(said: Said, random: Random) -> tuple[Said, Words]:
    """A form that `get` has and nothing else."""
    kept = replace(said, flags=[one for one in said.flags if one[0] not in ("-o", "--output")])
    return kept, [*_words(kept, random), f"{random.choice(wrongs.OUTPUT)}{random.choice(wrongs.TEMPLATES)}"]


def wrong_value(said: Said, random: Random) -> tuple[Said, Words]:
    if said.meant.verb == "scale" and random.random() < 0.7:
        flags = [one for one in said.flags if one[0] != "--replicas"]
        kept = replace(said, flags=flags)
        return kept, [*_words(kept, random), f"--replicas={random.choice(wrongs.REPLICAS)}"]
    wrong = random.choice(wrongs.WRONG[said.meant.verb])
    name = wrong.partition("=")[0].partition(" ")[0]
    kept = replace(said, flags=[one for one in said.flags if one[0] != name])
    return kept, [*_words(kept, random), wrong]


def extra_word(said: Said, random: Random) -> tuple[Said, Words]:
    words = wrongs.EXTRA.get(said.meant.verb)
    if words is None or not said.bare:
        return unknown_flag(said, random)
    return said, [*_words(said, random), random.choice(words)]


def argv(said: Said, random: Random) -> tuple[Said, Words]:
    return said, [*_words(said, random), random.choice(wrongs.ARGV)]


def front(said: Said, random: Random) -> tuple[Said, Words]:
    return said, [random.choice(wrongs.FRONTS), *_words(said, random)]


def long_word(said: Said, random: Random) -> tuple[Said, Words]:
    size = random.choice((254, 300, 1000, 5000, 24_001))
    word = random.choice(("x", "A", "-", "ü", "'", "a/", "[")) * size
    if not word.strip("-'"):
        return said, [*_words(said, random), word, "--", "x"]
    return said, [*_words(said, random), f"-n={word}"] if size < 24_001 else [*_words(said, random), word]


def twice(said: Said, random: Random) -> tuple[Said, Words]:
    pair = random.choice(wrongs.PAIRS)
    return replace(said, placing=[]), [*_words(replace(said, placing=[]), random), pair]


def cut_off(said: Said, random: Random) -> tuple[Said, Words]:
    """A flag at the end with nothing after it; a quote that is never closed."""
    end = random.choice(
        ("-n", "--namespace", "--cluster", "--namespace=", "-n=", "--context=", "'x", '"x', "“x", "‘x", "'")
    )
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
    verb = random.choice(wrongs.OTHERS)
    return said, _words(replace(said, words=tuple(verb.split())), random)


def instead(said: Said, random: Random) -> tuple[Said, Words]:
    """One of our verbs in the place of another."""
    verb = random.choice(wrongs.OWN)
    return said, _words(replace(said, words=tuple(verb.split())), random)


SPOILS: tuple[Spoil, ...] = (
    unknown_flag, unknown_flag, forbidden_flag, forbidden_flag, forbidden_flag, odd_case, shell, shell,
    shell, namespace, namespace, cluster, all_namespaces, form, wrong_value, wrong_value, extra_word, argv,
    front, long_word, twice, cut_off, misspelt, helped, beside,
    template, instead,
)  # fmt: skip

LOOSE = (template, instead)
"""What may leave a line in order, though nobody says which."""


def _words(said: Said, random: Random) -> Words:
    return spelt(said, random)


def _put(words: Words, word: str, random: Random) -> Words:
    at = random.randrange(len(words) + 1)
    return [*words[:at], word, *words[at:]]


def _letters_of(flag: str, own: frozenset[str]) -> bool:
    """Whether a cluster of short flags begins with one the verb has."""
    return not flag.startswith("--") and len(flag) > 2 and flag[:2] in own
