"""What is known of a target version, with the evidence of each fact.

`load` gives a `Platform`; `Platform.extended` adds what was learnt from the user's own deployment.
`nest` and `flatten` turn texts into a language file and back.
"""

from __future__ import annotations

from themebuilder.platform.evidence import Evidence
from themebuilder.platform.facts import (
    ConfigKey,
    Fact,
    Json,
    Prompt,
    Screen,
    SoundForm,
    TestId,
    TranslationKey,
    placeholders,
    tags,
)
from themebuilder.platform.known import Platform, nearest
from themebuilder.platform.learnt import Learnt
from themebuilder.platform.loading import LATEST, lines, load
from themebuilder.platform.nesting import Nested, flatten, nest
from themebuilder.platform.rules import (
    LEARNT_CONTRADICTS,
    LEARNT_UNREADABLE,
    RULES,
    TARGET_UNKNOWN,
    TEXTS_NOT_FLAT,
    PlatformError,
)
from themebuilder.platform.shipped import (
    needed_keys,
    never_made,
    portal_keys,
    prompts,
    screens,
    sound_form,
    stock_files,
    theme_version,
)

SCREENS = tuple(id_ for id_, screen in screens().items() if not screen.is_direct_media)
"""The ids of the screens that were seen in a service theme's file; the list may not be complete."""

__all__ = [
    "LATEST",
    "LEARNT_CONTRADICTS",
    "LEARNT_UNREADABLE",
    "RULES",
    "SCREENS",
    "TARGET_UNKNOWN",
    "TEXTS_NOT_FLAT",
    "ConfigKey",
    "Evidence",
    "Fact",
    "Json",
    "Learnt",
    "Nested",
    "Platform",
    "PlatformError",
    "Prompt",
    "Screen",
    "SoundForm",
    "TestId",
    "TranslationKey",
    "flatten",
    "lines",
    "load",
    "nearest",
    "needed_keys",
    "nest",
    "never_made",
    "placeholders",
    "portal_keys",
    "prompts",
    "screens",
    "sound_form",
    "stock_files",
    "tags",
    "theme_version",
]
