r"""Regular expressions of ECMA-262, rewritten for the regex engine of jsonschema-rs.

JavaScript also accepts what ECMA-262 describes in annex B, such as `[\w-.]`, `a{` and needless escapes, and so do the
authors of contracts. The engine accepts the syntax with the flag `u` only, and its `.` and `\b` have other meanings.
"""

import re
from collections.abc import Iterator

_LEXEME = re.compile(
    r"""
      \\u\{[0-9A-Fa-f]+\} | \\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2} | \\u[0-9a-f]{4} | \\x[0-9a-f]{2} | \\c[a-z]
    | \\[pP]\{[^{}]*\} | \\k<[^<>]*> | \\[1-9][0-9]* | \\0[0-7]{0,2} | \\.
    | \(\?<?[=!] | \(\?<[^<>=!]+> | \(\?[a-z-]*: | \{[0-9]+(?:,[0-9]*)?\} | .
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_SYNTAX = set("^$\\.*+?()[]{}|/")
_CLASS_ESCAPES = {"\\d", "\\D", "\\w", "\\W", "\\s", "\\S"}
_CONTROLS = {"\\t", "\\n", "\\v", "\\f", "\\r"}
_ANY = r"[^\n\r\u2028\u2029]"
_WORD = "[A-Za-z0-9_]"
_BOUNDARY = f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))"
_NO_BOUNDARY = f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))"

_originals: dict[str, str] = {}


def translate(pattern: str) -> str:
    """Return a pattern with the same matches in the syntax that the engine accepts.

    Invalid parts stay as they are: the engine reports them.
    """
    lexemes = _LEXEME.findall(pattern)
    groups = [
        lexeme for lexeme in lexemes if lexeme == "(" or (lexeme.startswith("(?<") and lexeme[3:4] not in {"=", "!"})
    ]
    names = {lexeme[3:-1]: str(number) for number, lexeme in enumerate(groups, 1) if lexeme != "("}
    translated = "".join(_translated(iter(lexemes), names, len(groups)))
    _originals[translated] = pattern
    return translated


def original(translated: str) -> str:
    """Return the pattern that was translated, for a message."""
    return _originals.get(translated, translated)


def _translated(lexemes: Iterator[str], names: dict[str, str], groups: int) -> Iterator[str]:
    for lexeme in lexemes:
        if lexeme == "[":
            yield _class(lexemes)
        elif lexeme == ".":
            yield _ANY
        elif lexeme in {"]", "{", "}"}:
            yield f"\\{lexeme}"
        elif lexeme in {"\\b", "\\B"}:
            yield _BOUNDARY if lexeme == "\\b" else _NO_BOUNDARY
        elif lexeme.startswith("\\k<"):
            yield f"(?:\\{names[lexeme[3:-1]]})" if lexeme[3:-1] in names else lexeme
        elif lexeme[0] == "\\" and lexeme[1:].isdecimal() and lexeme[1] != "0":
            yield f"(?:{lexeme})" if int(lexeme[1:]) <= groups else _octal(lexeme)
        elif lexeme.startswith("(?<") and lexeme[3:4] not in {"=", "!"}:
            yield "("
        else:
            yield _atom(lexeme)


def _class(lexemes: Iterator[str]) -> str:
    """Return a character class. Its `[` has been read."""
    members: list[str] = []
    is_negated = False
    for lexeme in lexemes:
        if lexeme == "]":
            break
        if lexeme == "^" and not members and not is_negated:
            is_negated = True
            continue
        # In a class, only escapes consist of several characters.
        members += [lexeme] if lexeme[0] == "\\" else lexeme
    else:
        return "["  # not closed, which the engine reports
    if not members:
        return r"[\s\S]" if is_negated else "(?!)"
    return f"[{'^' if is_negated else ''}{''.join(_ranges(members))}]"


def _ranges(members: list[str]) -> Iterator[str]:
    r"""Yield the characters and ranges of a class. A hyphen next to a set such as `\w` is a character."""
    index = 0
    while index < len(members):
        first, *rest = members[index : index + 3]
        if len(rest) == 2 and rest[0] == "-":
            hyphen = "\\-" if _is_set(first) or _is_set(rest[1]) else "-"
            yield f"{_class_atom(first)}{hyphen}{_class_atom(rest[1])}"
            index += 3
        else:
            yield _class_atom(first)
            index += 1


def _is_set(member: str) -> bool:
    return member in _CLASS_ESCAPES or (member[:2] in {"\\p", "\\P"} and len(member) > 2)


def _class_atom(member: str) -> str:
    if member == "\\b":
        return r"\x08"
    if member in {"-", "\\-"}:
        return "\\-"
    if member[0] == "\\" and member[1:].isdecimal():
        return _octal(member)
    return f"\\{member}" if member in _SYNTAX else _atom(member)


def _atom(lexeme: str) -> str:
    """Return an escape as one that is valid with the flag `u`; other lexemes as they are."""
    if lexeme[0] != "\\" or lexeme in _CLASS_ESCAPES or lexeme in _CONTROLS:
        return lexeme
    kind, rest = lexeme[1:2], lexeme[2:]
    if kind == "0":
        return _octal(lexeme)
    if kind == "u" and "\\" in rest:
        high, low = (int(half, 16) for half in rest.lower().split("\\u"))
        return f"\\u{{{0x10000 + ((high - 0xD800) << 10) + low - 0xDC00:x}}}"
    if rest or kind in _SYNTAX or not kind:
        return lexeme
    return r"\\c" if kind == "c" else kind


def _octal(lexeme: str) -> str:
    """Return the character of an octal escape, and what follows it; the digits 8 and 9 are themselves."""
    digits = re.match("[0-3]?[0-7]{1,2}", lexeme[1:])
    if digits is None:
        return lexeme[1:]
    return f"\\x{int(digits[0], 8):02x}{lexeme[1 + digits.end() :]}"
