"""What can be wrong with a file before anybody asks what it means."""

from __future__ import annotations

from themebuilder.problems import Rule, Severity

FILE_UNREADABLE = Rule(
    "file-unreadable",
    Severity.ERROR,
    """Every definition can be opened and read.

    A file that cannot be read is left out, and whatever stands on it breaks.
    Mend its permissions, or remove the broken link.
    """,
)
FILE_EMPTY = Rule(
    "file-empty",
    Severity.ERROR,
    """A definition says something.

    An empty file is usually a save that went wrong.
    Write the definition, or delete the file.
    """,
)
FILE_TOO_LARGE = Rule(
    "file-too-large",
    Severity.ERROR,
    """A definition is at most 512 KiB and 40,000 values.

    The bound keeps a wrong or hostile file from eating the machine's memory. The largest catalogue
    of texts that we know of is a twentieth of it.
    Split the file, or look whether the wrong file was saved under this name.
    """,
)
ENCODING_WRONG = Rule(
    "encoding-wrong",
    Severity.ERROR,
    """A definition is UTF-8 without a byte order mark and without control characters.

    Another encoding turns æ, ø and å into something else on the guest's screen.
    Save the file again as UTF-8 without BOM. In most editors the encoding stands in the status bar.
    """,
)
YAML_MALFORMED = Rule(
    "yaml-malformed",
    Severity.ERROR,
    """A definition is well-formed YAML, one document in each file.

    The place is where the reader lost the thread; the cause is often one line above.
    Indent with two spaces, never with tabs, and put quotes around a text that holds ``: `` or
    begins with one of ``@ ` % & * ! | > { [ # "``.
    """,
)
KEY_GIVEN_TWICE = Rule(
    "key-given-twice",
    Severity.ERROR,
    """A key stands once in its mapping.

    Most readers of YAML keep the last one in silence, and a text that somebody wrote is lost.
    Remove one of the two.
    """,
)
KEY_NOT_TEXT = Rule(
    "key-not-text",
    Severity.ERROR,
    """A key is a simple text.

    Lists and mappings cannot name a value.
    Write the key as a word.
    """,
)
NESTED_TOO_DEEP = Rule(
    "nested-too-deep",
    Severity.ERROR,
    """A definition is at most 66 levels deep.

    Sections that are passed on may be as deep as the JSON of a package; deeper files are wrong or hostile.
    Look for an anchor that holds itself, or for a bracket that was never closed.
    """,
)
ALIASES_EXPLODE = Rule(
    "aliases-explode",
    Severity.ERROR,
    """Anchors and aliases stay small when they are written out: 40,000 values at most.

    A few lines of aliases that hold aliases can stand for billions of values.
    Write the values out, or let themes share them with ``extends``.
    """,
)
TAG_NOT_ALLOWED = Rule(
    "tag-not-allowed",
    Severity.ERROR,
    """A definition uses no YAML tags.

    Tags such as ``!!python/object`` make a reader run code, and ours reads texts only.
    Remove the tag; the schema says what each value is.
    """,
)
KIND_UNKNOWN = Rule(
    "kind-unknown",
    Severity.ERROR,
    """The first key of a file says what it defines.

    Without it nobody knows what the file is.
    Begin with ``theme:``, ``organisation:``, ``texts:``, ``wording:``, ``terms:``,
    ``deployment:`` or ``workspace:`` and the name.
    """,
)
UNKNOWN_KEY = Rule(
    "unknown-key",
    Severity.ERROR,
    """Every key is one that themebuilder knows.

    A misspelt key would change nothing, in silence.
    Correct the spelling; ``themebuilder schema KIND`` prints all keys with what they mean.
    """,
)
MISSING_KEY = Rule(
    "missing-key",
    Severity.ERROR,
    """What a definition cannot do without is there.

    Add the key; ``themebuilder schema KIND`` says what it means.
    """,
)
WRONG_KIND = Rule(
    "wrong-kind",
    Severity.ERROR,
    """Each value is of the kind that its key takes: a text, a list or a mapping.

    Write a list as ``[da, en]`` or with one ``- `` on each line, a mapping as ``key: value`` lines
    that are indented below their key.
    """,
)
VALUE_NOT_ALLOWED = Rule(
    "value-not-allowed",
    Severity.ERROR,
    """Each value is one of those that its key takes.

    Use one of the values that the message names.
    """,
)
NAME_MISMATCH = Rule(
    "name-mismatch",
    Severity.ERROR,
    """A definition has the name of its file.

    People look for a theme by its file name; two names for one thing lead them astray.
    Rename the file, or the definition.
    """,
)
NAME_GIVEN_TWICE = Rule(
    "name-given-twice",
    Severity.ERROR,
    """A name is given once for each kind of definition.

    Two files with one name leave it to chance which of them counts.
    Rename one of them.
    """,
)
ASSET_MISSING = Rule(
    "asset-missing",
    Severity.ERROR,
    """Every file that a theme names lies in ``brand_assets/``.

    Look at the spelling, capital letters included, or put the file there.
    """,
)
ASSET_OUTSIDE = Rule(
    "asset-outside",
    Severity.ERROR,
    """A theme takes files from ``brand_assets/`` only.

    A path that leaves the folder works on one machine and can carry private files into a package.
    Copy the file into ``brand_assets/`` and name it from there.
    """,
)

RULES = (
    FILE_UNREADABLE,
    FILE_EMPTY,
    FILE_TOO_LARGE,
    ENCODING_WRONG,
    YAML_MALFORMED,
    KEY_GIVEN_TWICE,
    KEY_NOT_TEXT,
    NESTED_TOO_DEEP,
    ALIASES_EXPLODE,
    TAG_NOT_ALLOWED,
    KIND_UNKNOWN,
    UNKNOWN_KEY,
    MISSING_KEY,
    WRONG_KIND,
    VALUE_NOT_ALLOWED,
    NAME_MISMATCH,
    NAME_GIVEN_TWICE,
    ASSET_MISSING,
    ASSET_OUTSIDE,
)
