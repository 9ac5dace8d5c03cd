"""What can be wrong between us and a node; each rule's text is its manual page."""

from __future__ import annotations

from themebuilder.problems import Rule, Severity
from themebuilder.publish.retiring_rules import RETIRING_RULES

ERROR, WARNING = Severity.ERROR, Severity.WARNING

ADDRESS_NOT_SECURE = Rule(
    "address-not-secure",
    ERROR,
    """A node's address begins with https.

Passwords and tokens travel to it. Plain http is taken for this machine only (127.0.0.1), where the
fake node listens. Write the address as `https://manager.example`, without a path.""",
)
SECRET_MISSING = Rule(
    "secret-missing",
    ERROR,
    """Every secret that a deployment names can be read.

A deployment says where a secret is, never the secret: {env: NAME}, {file: PATH} or
{command: [PROGRAM, ARGUMENT …]}. Set the variable, create the file or mend the command. The
command's own output is not shown, because it may hold the secret.""",
)
KEY_UNUSABLE = Rule(
    "key-unusable",
    ERROR,
    """The OAuth2 client's key is a PEM with a private EC key on the curve P-256.

The management node shows the key once, when the client is made. Make a new client if it is lost.""",
)
NODE_UNREACHABLE = Rule(
    "node-unreachable",
    ERROR,
    """The node answers.

Nothing was sent, so nothing was changed. Check the address, the network and, for a certificate
that is not trusted, `ca_bundle` in the deployment. A certificate that breaks RFC 5280 needs to be
reissued; until then it is trusted, with a warning, when `ca_bundle` names its authority.""",
)
NODE_BROKEN = Rule(
    "node-broken",
    ERROR,
    """The node's answers can be understood.

It answered with an error of its own, or with something that is not this API. Try again later; with
--verbose every request is listed.""",
)
NOT_ADMITTED = Rule(
    "not-admitted",
    ERROR,
    """The node accepts our name and password, or our OAuth2 client.

Check the secret, the client's id, and that the account's role may use the API (the permissions
"Is an administrator" and "May use API").""",
)
REQUEST_REFUSED = Rule(
    "request-refused",
    ERROR,
    """The node accepts what is written to it.

The message is the node's own. Nothing of that request was done; what was done before it is kept,
and publishing again goes on from there.""",
)
TOO_MANY_REQUESTS = Rule(
    "too-many-requests",
    ERROR,
    """The node keeps up with our requests.

It went on asking us to wait. Somebody else may be using its quota (1,000 requests a minute). Wait a
minute and run the command again: it goes on where it stopped.""",
)
WRITE_UNRESOLVED = Rule(
    "write-unresolved",
    ERROR,
    """It is known of every write whether it was done.

The connection broke before the answer, and the node did not show the object within the time we
looked for it. It was not sent twice, so nothing is doubled. Run the command again: it looks first.""",
)
WRITE_NOT_KEPT = Rule(
    "write-not-kept",
    ERROR,
    """What was written can be read back.

The node accepted the write and shows something else. It may not know the field (unknown keys are
ignored in silence), or somebody wrote at the same moment. `themebuilder doctor` compares the node's
fields with those that we use.""",
)
CHANGED_MEANWHILE = Rule(
    "changed-meanwhile",
    ERROR,
    """The node is still as it was when the plan was made.

Somebody changed an object that the plan relies on. Nothing of it was overwritten. Look at the
change, then plan again.""",
)
PLAN_UNREADABLE = Rule(
    "plan-unreadable",
    ERROR,
    """A saved plan is one that this program wrote, for this deployment.

Save a new one with `themebuilder plan -o FILE`.""",
)
PACKAGE_MISSING = Rule(
    "package-missing",
    ERROR,
    """Every theme that a deployment names was built.

Run `themebuilder build` first, or take the theme out of the deployment.""",
)
DEPLOYMENT_THEME_UNKNOWN = Rule(
    "deployment-theme-unknown",
    ERROR,
    """Every theme that a deployment names is defined.

A name that is spelt otherwise publishes nothing. Correct it; `themebuilder list` prints all
themes.""",
)
DEPLOYMENT_ORGANISATION_UNKNOWN = Rule(
    "deployment-organisation-unknown",
    ERROR,
    """Every organisation that a deployment names is defined.

An organisation's settings reach the server by its name: spelt otherwise, chat stays on where it was
to be off. Correct it; the organisations are the files in themes/organisations/.""",
)
ROOMS_NOT_FOUND = Rule(
    "rooms-not-found",
    WARNING,
    """A tag that a deployment names is the tag of some room.

No room has it, so what was to happen in those rooms happens nowhere. Check the spelling, capital
letters too, against the rooms on the node. If the rooms are still to be made, publish again then.""",
)
PACKAGE_DAMAGED = Rule(
    "package-damaged",
    ERROR,
    """A package is byte for byte the one that the build wrote.

Its checksum is not the one in catalogue.json. Build again; never edit a zip by hand.""",
)
CATALOGUE_UNREADABLE = Rule(
    "catalogue-unreadable",
    ERROR,
    """The build folder holds a catalogue that this version understands.

Run `themebuilder build` again with the same version of the program.""",
)
NAME_TAKEN = Rule(
    "package-name-taken",
    ERROR,
    """A package with a name of ours is one of ours.

Somebody made or edited a package so that it has our name and not our description. It is not
touched. Rename it on the node, then publish again.""",
)
PACKAGE_GONE = Rule(
    "package-gone",
    ERROR,
    """A package that a plan points at is still on the node.

Somebody deleted it since. Plan again: it will be uploaded anew.""",
)
LIVE_PATH_GUARDED = Rule(
    "live-path-guarded",
    ERROR,
    """What everybody meets is changed only on purpose.

The default web app path, the built-in paths and the default theme reach every guest of the
deployment. Say `--allow-live` when that is meant.""",
)
TYPE_MISMATCH = Rule(
    "path-type-mismatch",
    ERROR,
    """A path and its package are for the same web app.

The path is for another version of the web app than webapp3, and what a node does then is not
known. Use another path, or change the path's type by hand.""",
)
PATH_CLAIMED_TWICE = Rule(
    "path-claimed-twice",
    ERROR,
    """A web app path belongs to one theme on any day.

Two themes that are in use today have the same `webapp.path`. Give one of them another path or other
days, or say in the deployment's `paths` which one it is.""",
)
ROOM_UNKNOWN = Rule(
    "room-unknown",
    ERROR,
    """Every room that a deployment names is there.

Check the spelling against the node, or choose the rooms by tag. Rooms are never created or
renamed.""",
)
ROOM_CLAIMED_TWICE = Rule(
    "room-claimed-twice",
    ERROR,
    """A room belongs to one organisation, where they want different things.

Two organisations of the deployment choose the same room and want different values there. Give the
rooms tags that tell them apart.""",
)
NOT_REPLICATED = Rule(
    "not-replicated",
    ERROR,
    """Every conferencing node serves what was published.

After the time allowed for it, a node still served something else. Guests may meet the old look
there. `themebuilder verify` looks again; `themebuilder rollback` goes back.""",
)
NOT_VERIFIED = Rule(
    "not-verified",
    WARNING,
    """What was published can be seen on the conferencing nodes.

No node serves the branding where we look for it, so its bytes could not be compared. The
management node does show the change.""",
)
NOT_AS_BUILT = Rule(
    "not-as-built",
    ERROR,
    """The node is as the build folder and the deployment say.

Something was built and not published yet, or somebody changed the node. `themebuilder plan` says
what; `themebuilder publish` does it.""",
)
SETTING_NOT_IN_FORCE = Rule(
    "setting-not-in-force",
    ERROR,
    """What an organisation decided can be observed in a meeting.

The node holds the setting, and a meeting still behaves otherwise. A running meeting keeps what it
began with; a policy or an LDAP template may answer instead. Look at what `plan` names under
"To know".""",
)
NOTHING_TO_GO_BACK_TO = Rule(
    "nothing-to-go-back-to",
    ERROR,
    """There is an earlier package to go back to.

Neither the node nor the local store holds one. Publish an earlier version of the definitions.""",
)
DELETES_LIMITED = Rule(
    "deletes-limited",
    ERROR,
    """No more is deleted than was allowed.

The deployment's `limits: {max_deletes: …}` is the most that one run may delete; `--max-deletes N`
sets it for one run. Nothing was deleted.""",
)
NOT_A_LAB = Rule(
    "not-a-lab",
    ERROR,
    """Probes run on a node that is declared a lab.

They write throw-away objects and a global setting. Write `lab: true` into the deployment if nobody
meets patients there.""",
)
THEME_NAME_TOO_LONG = Rule(
    "package-name-too-long",
    ERROR,
    """A package's name fits where the node keeps it.

The name is the theme's, a blank and twelve digits; the node's own clients allow 100 characters.""",
)
THEME_NOT_IN_USE = Rule(
    "theme-not-in-use",
    ERROR,
    """A theme that is compared with a deployment is in use there.

No path or room of the deployment shows a package that names this theme. `themebuilder status` says
what is in use. Publish the theme first, or compare another one.""",
)
CONTENT_UNKNOWN = Rule(
    "live-content-unknown",
    ERROR,
    """The files of a package that is in use can be had.

A node shows a package's name, and with it the digest of its content; it seldom gives the files
back. Every machine keeps what it published. Run the command on the machine that published this
package, or copy its zip from there.""",
)
CONTENTS_IN_USE_DIFFER = Rule(
    "live-contents-differ",
    ERROR,
    """A theme that is compared with a deployment has one content in use there.

Some paths or rooms show an older package than others, so there is no one thing to compare with.
`themebuilder plan` says for each of them what would change; publishing brings them together.""",
)
OTHER_SIDE = (
    NODE_UNREACHABLE,
    NODE_BROKEN,
    NOT_ADMITTED,
    REQUEST_REFUSED,
    TOO_MANY_REQUESTS,
    WRITE_UNRESOLVED,
    WRITE_NOT_KEPT,
)
"""Faults of the node, or of the way to it."""
PUBLISH_RULES = (
    ADDRESS_NOT_SECURE,
    SECRET_MISSING,
    KEY_UNUSABLE,
    NODE_UNREACHABLE,
    NODE_BROKEN,
    NOT_ADMITTED,
    REQUEST_REFUSED,
    TOO_MANY_REQUESTS,
    WRITE_UNRESOLVED,
    WRITE_NOT_KEPT,
    CHANGED_MEANWHILE,
    PLAN_UNREADABLE,
    PACKAGE_MISSING,
    DEPLOYMENT_THEME_UNKNOWN,
    DEPLOYMENT_ORGANISATION_UNKNOWN,
    ROOMS_NOT_FOUND,
    PACKAGE_DAMAGED,
    CATALOGUE_UNREADABLE,
    NAME_TAKEN,
    PACKAGE_GONE,
    LIVE_PATH_GUARDED,
    TYPE_MISMATCH,
    PATH_CLAIMED_TWICE,
    ROOM_UNKNOWN,
    ROOM_CLAIMED_TWICE,
    NOT_REPLICATED,
    NOT_VERIFIED,
    NOT_AS_BUILT,
    SETTING_NOT_IN_FORCE,
    NOTHING_TO_GO_BACK_TO,
    DELETES_LIMITED,
    NOT_A_LAB,
    THEME_NAME_TOO_LONG,
    THEME_NOT_IN_USE,
    CONTENT_UNKNOWN,
    CONTENTS_IN_USE_DIFFER,
    *RETIRING_RULES,
)
