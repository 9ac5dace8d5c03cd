"""The manual: one page for each thing that can be wrong with a recording.

Whoever knows the place makes a `Problem` of a `SoundError` or a `Fault` with the rule found here.
"""

from __future__ import annotations

from inspect import cleandoc

from themebuilder.problems import Rule, Severity


def _rule(name: str, severity: Severity, manual: str) -> Rule:
    return Rule(name, severity, cleandoc(manual))


_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
_CONVERT = "Hand the recording over as it is: the build converts it."

_ALL = (
    _rule(
        "recording-empty",
        _ERROR,
        """The recording has sound in it.

        A file without a single sample plays nothing. It is often a recording that was started and
        never stopped, or a copy that failed. Export or copy it again.""",
    ),
    _rule(
        "recording-not-sound",
        _ERROR,
        """A prompt is a sound file.

        The bytes are those of something else: a text, a picture, a web page that was saved in the
        place of a download. Look at what the file is and fetch the recording again.""",
    ),
    _rule(
        "recording-lossy",
        _ERROR,
        """The recording is not compressed with loss.

        The call compresses the prompt once more, and two lossy steps in a row make speech harder to
        understand. Ask the speaker for the original as WAV or FLAC. Where no original is left,
        decode the file once in an audio program and save it as WAV.""",
    ),
    _rule(
        "recording-kind-unknown",
        _ERROR,
        """The recording is a WAV, FLAC or AIFF file of an ordinary kind.

        Rare kinds are refused instead of guessed at. Export it as an ordinary WAV, PCM, 16 or 24
        bits.""",
    ),
    _rule(
        "recording-header-broken",
        _ERROR,
        """The head of the file fits its content.

        A head that contradicts itself or the file behind it cannot be read safely, and the platform
        would not read it either. Export the recording again.""",
    ),
    _rule(
        "recording-truncated",
        _ERROR,
        """The whole recording is there.

        The head promises more than the file holds: a copy or an upload broke off, and the last
        words would be missing. Copy it again from where it was made.""",
    ),
    _rule(
        "recording-too-big",
        _ERROR,
        """The recording is of a size that a prompt can have.

        Reading is bounded, so that no file can fill the memory. Cut the prompt out of the longer
        recording and hand over that.""",
    ),
    _rule(
        "recording-too-long",
        _ERROR,
        """The prompt is over before people stop listening.

        A guest waits for it to end before anything else can be heard. Cut it, or say it in fewer
        words.""",
    ),
    _rule(
        "recording-rate-unusual",
        _ERROR,
        """The sample rate is one that recorders use, from 8000 to 192000 Hz.

        Any other rate comes from a broken head. Export the recording again at 48000 Hz.""",
    ),
    _rule(
        "recording-channels-too-many",
        _ERROR,
        """The recording has at most eight channels.

        They are mixed into one. Export the voice alone, in mono.""",
    ),
    _rule(
        "recording-unreadable",
        _ERROR,
        """The recording can be decoded from end to end.

        It was damaged after it was made, or its encoder was faulty. Export it again.""",
    ),
    _rule(
        "recording-not-numbers",
        _ERROR,
        """Every sample is a number within reach of full scale.

        NaN, infinity and huge values come from a faulty effect in the audio program and would be
        heard as a bang. Export the recording again without the effect.""",
    ),
    _rule(
        "recording-silent",
        _ERROR,
        """There is something to hear.

        A silent prompt leaves a guest alone without a word. Look at the microphone and the mute
        button, and record again.""",
    ),
    _rule(
        "recording-too-quiet",
        _ERROR,
        """The voice stands well above the noise of the microphone.

        Raised by more than 30 dB, the noise is as loud as a voice. Record again, closer to the
        microphone or with more gain.""",
    ),
    _rule(
        "recording-out-of-phase",
        _ERROR,
        """Left and right say the same.

        Mixed to mono, channels of opposite sign cancel each other and the voice disappears. Export
        one of the two channels alone.""",
    ),
    _rule(
        "recording-clipped",
        _ERROR,
        """The voice was not cut off at full scale.

        What was cut off is heard as a rasp and cannot be brought back. Record again with less
        gain: peaks around -12 dB on the recorder's meter are right.""",
    ),
    _rule(
        "recording-clipped-briefly",
        _WARNING,
        """No sample stands at full scale for long.

        A few peaks were cut off. Listen to the prompt before it is published.""",
    ),
    _rule(
        "recording-starts-late",
        _WARNING,
        """The words begin soon after the lead-in.

        Somebody who waits in silence thinks that the line is dead. Cut the beginning.""",
    ),
    _rule(
        "recording-quieter-than-target",
        _WARNING,
        """The prompt is as loud as the other prompts.

        Its peaks stand so far above the voice that it could not be raised to the target without
        squashing them. Record again without knocks and pops.""",
    ),
    _rule(
        "recording-narrow",
        _WARNING,
        """The recording holds the whole range of speech.

        Below 16000 Hz it sounds like a telephone, and s and f are hard to tell apart. Ask for the
        original at 44100 or 48000 Hz.""",
    ),
    _rule(
        "recording-mixed-to-mono",
        _INFO,
        """A prompt is mono.

        The channels were mixed in equal parts. A voice is best recorded in mono.""",
    ),
    _rule(
        "prompt-not-wav",
        _ERROR,
        f"""A prompt in a package is a RIFF WAVE file, little-endian.

        Files of another kind fail to upload. {_CONVERT}""",
    ),
    _rule(
        "prompt-not-pcm",
        _ERROR,
        f"""A prompt in a package is Microsoft PCM.

        Files of another kind fail to upload. {_CONVERT}""",
    ),
    _rule(
        "prompt-not-16-bit",
        _ERROR,
        f"""A prompt in a package has 16 bits a sample.

        Files of another kind fail to upload. {_CONVERT}""",
    ),
    _rule(
        "prompt-not-mono",
        _ERROR,
        f"""A prompt in a package is mono.

        Files of another kind fail to upload. {_CONVERT}""",
    ),
    _rule(
        "prompt-not-48000-hz",
        _ERROR,
        f"""A prompt in a package has 48000 samples a second.

        Files of another kind fail to upload. {_CONVERT}""",
    ),
    _rule(
        "prompt-header-extensible",
        _ERROR,
        f"""A prompt's head is the plain one, format tag 1.

        Whether the platform reads the extensible head is not known, so it is not sent. {_CONVERT}""",
    ),
    _rule(
        "prompt-chunks-extra",
        _ERROR,
        f"""A prompt holds its format and its samples, nothing else.

        Whether the platform skips other chunks is not known, and they may hold names and places
        that do not belong in a public package. {_CONVERT}""",
    ),
    _rule(
        "prompt-sizes-wrong",
        _ERROR,
        f"""The sizes in a prompt's head are those of the file.

        A reader that trusts them reads past the end or stops early. {_CONVERT}""",
    ),
    _rule(
        "prompt-is-draft",
        _ERROR,
        """A release has no draft recordings.

        Drafts are spoken by a machine so that a theme can be tried before the speaker comes. Print
        the recording script, have the words spoken, and put the recording in the draft's place.""",
    ),
    _rule(
        "sound-target-impossible",
        _ERROR,
        """The target for recordings can be reached.

        Loudness lies from -40 to -14 LUFS, the peak from -20 to 0 dBTP, the lead-in from 0 to 10
        seconds, the longest prompt from 0.5 to 120 seconds.""",
    ),
    _rule(
        "sound-extra-missing",
        _ERROR,
        """What converts recordings is installed.

        Converting needs numpy, soundfile and soxr, which are an extra so that a build without
        recordings does not need them. Install it: pip install 'themebuilder[sound]'.""",
    ),
    _rule(
        "espeak-missing",
        _ERROR,
        """espeak-ng is installed where words are to be spoken or compared by sound.

        It is a program of its own: apt-get install espeak-ng, brew install espeak-ng, or the
        installer from its releases on Windows.""",
    ),
    _rule(
        "espeak-failed",
        _ERROR,
        """espeak-ng answers in time, and with what was asked for.

        Try the same words with the program itself to see what it says.""",
    ),
    _rule(
        "voice-unknown",
        _ERROR,
        """espeak-ng has a voice for the language.

        It has none for some, Faroese among them. `espeak-ng --voices` lists those it has.""",
    ),
    _rule(
        "words-not-speakable",
        _ERROR,
        """What is spoken or compared is words.

        Letters, with hyphens, apostrophes and spaces between them. Markup and phoneme codes are
        refused, because the voice would obey them instead of reading them.""",
    ),
)

RULES = {rule.name: rule for rule in _ALL}
"""Name -> rule, for every fault that this room tells."""
