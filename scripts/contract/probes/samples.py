"""Values that services often treat wrongly, each with a description for findings."""

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from scripts.contract.probes.calls import File, Input

# Keywords by which a schema allows only some values of its type.
RESTRICTIONS = {
    *(
        "contentMediaType",
        "enum",
        "const",
        "format",
        "pattern",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
    ),
    *("multipleOf", "oneOf", "anyOf", "not", "if"),
}


# Addresses in the form that all services accept.
URL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?(?:/[a-z0-9._~/-]*)?", re.IGNORECASE)
E_MAIL = re.compile(r"[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)


class Sample(NamedTuple):
    """A value.

    Attributes:
        value: The value, or for texts what follows an accepted value.
        what: What it is.
        expected: `accepted`, `rejected`, `advised`: a rejection is a warning; or `any`: only an error is a violation.
    """

    value: object
    what: str
    expected: str = "accepted"


UNENCODABLE = {"a NUL character", "control characters", "half of a surrogate pair"}
LENGTHS = (256, 1000, 10_000)
TEXTS = [
    *(Sample("x" * length, f"{length:,} characters") for length in LENGTHS),
    Sample("x" * 200_000, "200,000 characters", "advised"),
    Sample("字" * 1000, "1,000 Chinese characters"),
    Sample("字", "a Chinese character"),
    Sample("\u00e9", "an accented letter"),
    Sample("😀", "an emoji"),
    Sample("👩‍👩‍👧", "a joined emoji"),
    Sample("e\u0301", "a combining character"),
    Sample("\u05e9\u05dc\u05d5\u05dd", "Hebrew"),
    Sample("\u202eabc", "a mark for right-to-left text"),
    Sample("\u200b\ufeff", "a zero-width space"),
    Sample('it\'s "quoted"', "quotes"),
    Sample("' OR 1=1; --", "SQL"),
    Sample("<b>&amp;</b>", "markup"),
    Sample("C:\\new\\table", "backslashes"),
    Sample("100% %41 %s {0} ${x} {{x}}", "placeholders"),
    Sample("a+b&c=d;e#f?g/h", "separators of URLs"),
    Sample("line\nnext\r\n\tend", "line breaks and a tab"),
    Sample("  blanks  ", "blanks at both ends"),
    Sample("\x00", "a NUL character", "any"),
    Sample("\x1b\x07", "control characters", "any"),
    Sample("\ud83d", "half of a surrogate pair", "any"),
    Sample("\uffff", "a noncharacter", "any"),
]
# Complete values, where the schema allows any text.
WORDS = [
    *(
        Sample(each, f"{each!r}")
        for each in ("0", "null", "undefined", "true", "__proto__", "constructor", "NaN", "[]")
    ),
    Sample("", "an empty text"),
    Sample(" ", "a blank"),
]
URLS = [
    Sample("http://example.com/events?a=b", "a URL of HTTP with a query"),
    Sample("https://sub.example.com:8443/events", "a URL with a port"),
]
E_MAILS = [Sample("mei.lin+shop@sub.example.com", "an e-mail address with a plus sign")]
HEADER_TEXTS = [
    Sample("x" * 256, "256 characters"),
    Sample("x" * 1000, "1,000 characters"),
    Sample("x" * 6000, "6,000 characters", "any"),
    Sample("\u00e9", "a letter of Latin-1"),
    Sample("\xe5\xad\x97", "a Chinese character in UTF-8", "any"),
    Sample(" a b", "a blank within"),
    Sample("'\"<b>&;,=\\%41{}", "punctuation"),
    Sample("/../x", "a path"),
    Sample("\x01", "a control character", "any"),
]
INTEGERS = [
    Sample(0, "0"),
    Sample(1, "1"),
    Sample(-1, "-1"),
    Sample(1_000_003, "1,000,003"),
    Sample(2**31 - 1, "2^31-1", "advised"),
    Sample(2**31, "2^31", "advised"),
    Sample(-(2**31) - 1, "-2^31-1", "any"),
    *(Sample(value, what, "any") for value, what in ((2**63 - 1, "2^63-1"), (2**63, "2^63"), (10**30, "10^30"))),
    Sample("9" * 5000, "5,000 digits", "any"),
]
NO_INTEGERS = [
    Sample(each, "which is not an integer", "rejected")
    for each in (
        "1_000",
        "+5",
        "\uff15",
        "\u0665",
        "abc",
        "",
        " 5",
        "5 ",
        "1,000",
        "0x10",
        "'",
        "字",
        "1.5",
        "5;",
        "NaN",
        "Infinity",
    )
]
NO_BOOLEANS = [
    Sample(each, "which is neither `true` nor `false`", "rejected") for each in ("TRUE", "True", "1", "yes", "on", "")
]
MOMENTS = [
    Sample("2024-05-09T12:00:00Z", "a moment in UTC"),
    Sample("2024-05-09T12:00:00.5+02:00", "a fraction of a second and a time zone"),
    Sample("2024-05-09T12:00:00.123456Z", "microseconds"),
    Sample("2024-05-09T23:30:00-11:00", "a negative time zone"),
    Sample("1969-12-31T23:59:59Z", "a moment before 1970"),
    Sample("2024-05-09t12:00:00z", "a moment with lowercase letters", "advised"),
    Sample("0001-01-01T00:00:00Z", "the first year", "any"),
    Sample("9999-12-31T23:59:59Z", "the last year", "any"),
    Sample("9999-12-31T23:59:59-12:00", "a moment after the last year in UTC", "any"),
    Sample("2016-12-31T23:59:60Z", "a leap second", "any"),
]
NO_MOMENTS = [
    Sample(each, f"which is {what}", "rejected")
    for each, what in (
        ("2024-05-09", "a date without a time"),
        ("2024-05-09T12:00:00", "a time without a zone"),
        ("2024-W19-4", "a week"),
        ("2024-W19-4T12:00:00Z", "a week"),
        ("2024-130", "a day of the year"),
        ("20240509T120000Z", "a moment without separators"),
        ("2024-05-09T12:00Z", "a time without seconds"),
        ("2024-02-30T00:00:00Z", "a day that does not exist"),
        ("2024-05-09T25:00:00Z", "an hour that does not exist"),
        ("1715256000", "a number of seconds"),
        ("yesterday", "a word"),
        ("'", "a quote"),
        ("字", "a Chinese character"),
        ("", "empty"),
    )
]
FILES = [
    Sample(File("empty.txt", b""), "an empty file", "any"),
    Sample(File("large.bin", b"x" * 5_000_000), "a file of 5 MB", "advised"),
    Sample(File("binary.bin", bytes(range(256))), "a file of all bytes", "any"),
    *(
        Sample(File(name, b"text"), f"a file with the name {name!r}"[:80], "any")
        for name in (
            *("../../etc/passwd", "C:\\a\\b.txt", ".", "..", "noextension", "two.dots.tar.gz", "字.txt", "😀.pdf"),
            *("with blank.txt", "a;b.txt", "semi'quote.txt", "x" * 255 + ".txt", "%2e%2e%2f.txt", "a\x00b.txt", " "),
        )
    ),
    Sample("text", "which is a text without a file name", "rejected"),
]
MANY_FILES = [Sample([File(f"{n}.txt", b"text") for n in range(count)], f"{count} files") for count in (3, 12)]
NO_STRINGS = [
    Sample(each, f"which is {what}", "rejected")
    for each, what in (
        *((123, "a number"), (True, "a boolean"), (["a"], "an array"), ({"a": 1}, "an object"), (None, "null")),
    )
]


def no_uuids(known: str) -> list[Sample]:
    """Return invalid texts that are close to a UUID."""
    plain = known.replace("-", "")
    return [
        Sample(plain, "which has no dashes", "rejected"),
        Sample(f"{{{known}}}", "which has braces", "rejected"),
        Sample(f"urn:uuid:{known}", "which is a URN", "rejected"),
        Sample(f"{known} ", "which ends with a blank", "rejected"),
        Sample(f"{known}\n", "which ends with a line break", "rejected"),
        Sample(known[:-1], "which is too short", "rejected"),
        Sample(f"{known}0", "which is too long", "rejected"),
        Sample(f"g{known[1:]}", "which has a letter that is not hexadecimal", "rejected"),
        Sample("", "which is empty", "rejected"),
        *_hostile("which is not a UUID"),
    ]


def json_texts(known: object) -> list[Sample]:
    """Return other spellings of a JSON text; none if it cannot be parsed."""
    try:
        return [Sample(json.dumps(json.loads(str(known)), indent=16), "indented JSON")]
    except ValueError:
        return []


def _hostile(what: str) -> list[Sample]:
    """Return invalid texts that fail services which pass them on."""
    return [Sample(each, what, "rejected") for each in ("'", "字", "x" * 10_000, "%", "../x", "\\")]


def of_enum(allowed: Sequence[str], *, is_alone: bool) -> list[Sample]:
    """Return the values of an enum, and texts close to them.

    Args:
        allowed: The values.
        is_alone: Whether each value is valid, whatever the rest of the request is.
    """
    near = [
        value
        for text in allowed
        for value in (text.lower(), text.upper(), f"{text} ", f" {text}", text.capitalize(), text[:-1], f"{text}x")
    ]
    other = ("", "other", ",".join(allowed[:2]), "null", "constructor", "'", "字", "x" * 1000)
    rejected = [each for each in dict.fromkeys([*other, *near]) if each not in allowed]
    return [
        *(Sample(each, "which the contract does not list", "rejected") for each in rejected),
        *(Sample(each, f"`{each}`") for each in allowed if is_alone),
    ]


def kind(sample: Sample) -> str:
    """Return what a rejected value has in common with others that the same code rejects."""
    if sample.value is None:
        return "absent"
    if not isinstance(sample.value, str):
        return "number"
    if sample.what.endswith("characters") and sample.what[0].isdecimal():
        return "length"
    return "empty" if not sample.value.strip() else "ascii" if sample.value.isascii() else "unicode"


def is_free_text(where: Input) -> bool:
    """Return True if a schema allows any string."""
    return where.schema.get("type") == "string" and not RESTRICTIONS & where.schema.keys()


def is_moment(where: Input) -> bool:
    """Return True if an input is a moment: by its format, or because its examples are moments."""
    texts = [str(each) for each in where.examples]
    return where.schema.get("format") == "date-time" or (
        bool(texts) and all(len(each) >= 20 and each[10:11] == "T" and each[4:5] == "-" for each in texts)
    )


def addresses(value: object) -> list[Sample]:
    """Return other addresses of the kind of a value; none if it is not an address."""
    found = syntax(value)
    return URLS if found is URL and str(value).startswith("http") else E_MAILS if found is E_MAIL else []


def syntax(value: object) -> re.Pattern[str] | None:
    """Return `URL` or `E_MAIL` if a value is an address; a service may validate it although the schema does not."""
    text = value if isinstance(value, str) else ""
    return URL if "://" in text else E_MAIL if "@" in text else None
