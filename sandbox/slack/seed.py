"""The fictional company every run starts with. Read by `workspace`; nothing in it is random."""

from sandbox.slack.records import Group, Person

TEAM_ID = "T0SMARTOPS"
TEAM_NAME = "SmartCloudOps"
DOMAIN = "smartcloudops"
APP_ID = "A0TOCSIN01"
APP_NAME = "Tocsin"
BOT_ID = "B0TOCSIN01"
BOT_USER = "U0TOCSIN01"
BOT_TOKEN = "xoxb-sandbox-bot-0001"
APP_TOKEN = "xapp-1-A0TOCSIN01-sandbox-0001"
SIGNING_SECRET = "5a17db0c5a17db0c5a17db0c5a17db0c"
VERIFICATION_TOKEN = "sandbox-verification"

SCOPES = (
    "app_mentions:read,bookmarks:read,bookmarks:write,canvases:read,canvases:write,channels:history,"
    "channels:join,channels:manage,channels:read,channels:write.invites,channels:write.topic,chat:write,"
    "chat:write.customize,chat:write.public,commands,emoji:read,files:read,files:write,groups:history,"
    "groups:read,groups:write,groups:write.invites,groups:write.topic,im:history,im:read,im:write,"
    "metadata.message:read,mpim:read,mpim:write,pins:read,pins:write,reactions:read,reactions:write,team:read,"
    "usergroups:read,users:read,users:read.email,users.profile:read"
)

_CAST = (
    ("U0MIRA0001", "mira", "Mira Okafor", "Europe/Berlin", "On-call engineer"),
    ("U0JONAS001", "jonas", "Jonas Lindqvist", "Europe/Stockholm", "Senior engineer, second on call"),
    ("U0PRIYA001", "priya", "Priya Raman", "Asia/Kolkata", "Incident commander"),
    ("U0TOMAS001", "tomas", "Tomás Herrera", "America/Mexico_City", "Communications lead"),
    ("U0ELENA001", "elena", "Elena Petrova", "Europe/London", "Engineering manager"),
    ("U0DANA0001", "dana", "Dana Whitfield", "America/Los_Angeles", "CTO"),
    ("U0KENJI001", "kenji", "Kenji Watanabe", "Asia/Tokyo", "Platform engineer"),
    ("U0SANA0001", "sana", "Sana Iqbal", "America/New_York", "Product manager"),
    ("U0GUEST001", "gus", "Gus Verhoeven", "Europe/Amsterdam", "Vendor contact (guest)"),
    ("U0GONE0001", "olga", "Olga Brandt", "Europe/Vienna", "Left the company"),
)
_ROLE_MAIL = {
    "jonas": "senior-engineer@smartcloudops.ai",
    "elena": "engineering-manager@smartcloudops.ai",
    "dana": "cto@smartcloudops.ai",
}
"""Who answers the addresses that the shipped system file calls."""

_GROUPS = (
    ("S0ONCALL01", "oncall", "On call", ("U0MIRA0001", "U0JONAS001")),
    ("S0ENGINE01", "engineering", "Engineering", ("U0MIRA0001", "U0JONAS001", "U0KENJI001", "U0ELENA001")),
    ("S0PRODUC01", "product", "Product", ("U0SANA0001", "U0TOMAS001")),
    ("S0SECURI01", "security", "Security", ("U0KENJI001", "U0PRIYA001")),
)
_ZONES = ("Europe/Paris", "America/Chicago", "Asia/Singapore", "Australia/Sydney", "America/Sao_Paulo", "UTC")

CHANNELS = (
    # id, name, topic, is the bot in it, is the guest in it
    ("C0GENERAL1", "general", "Company-wide announcements", False, True),
    ("C0INCIDEN1", "incidents", "Every incident starts here", True, True),
    ("C0SMARTOP1", "incident-smartcloudops", "Incidents of SmartCloudOps", True, True),
    ("C0ENGINEE1", "engineering", "Builders' room", False, False),
)


def people(count: int = 0) -> list[Person]:
    """The cast and the bot; `count` asks for at least so many people (the bot not counted)."""
    cast = [
        Person(
            id=id_,
            name=name,
            real_name=real,
            tz=tz,
            title=title,
            email=_ROLE_MAIL.get(name, f"{name}@smartcloudops.example"),
            is_guest=name == "gus",
            deleted=name == "olga",
        )
        for id_, name, real, tz, title in _CAST
    ]
    for n in range(len(cast) + 1, count + 1):
        name = f"person{n}"
        zone = _ZONES[n % len(_ZONES)]
        cast.append(
            Person(f"U0P{n:07d}", name, f"Person {n}", zone, "Engineer", f"{name}@smartcloudops.example")
        )
    bot = Person(BOT_USER, APP_NAME.lower(), APP_NAME, "America/Los_Angeles", is_bot=True)
    return [*cast, bot]


def groups(now: int) -> list[Group]:
    return [Group(id_, handle, name, list(users), now, now) for id_, handle, name, users in _GROUPS]
