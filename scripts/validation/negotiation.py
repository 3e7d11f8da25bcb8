"""Media types: those of request bodies, and content negotiation by `Accept` (RFC 9110, 12.5.1)."""

import re
from collections.abc import Iterable, Mapping, Sequence

_JSON = re.compile(r"(application|text)/(.+\+)?json")
_RANGE = re.compile(r"\*/\*|[^\s/*]+/(\*|[^\s/]+)")
_QUALITY = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


def essence(media_type: str) -> str:
    """Return a media type or range in lower case, without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Return True if a media type is JSON, such as `application/json` or `application/problem+json`."""
    return bool(_JSON.fullmatch(essence(media_type)))


def matches(media_range: str, media_type: str) -> bool:
    """Return True if a range such as `text/*` includes a media type; `application/*+json` is a range, too.

    Parameters that only one of them has are ignored, such as `charset`.
    """
    wanted, given = essence(media_range), essence(media_type)
    if "*" not in wanted:
        is_within = wanted == given
    elif wanted == "*/*":
        is_within = "/" in given
    else:
        prefix, _, suffix = wanted.partition("*")
        is_within = given.startswith(prefix) and given.endswith(suffix) and len(given) > len(prefix) + len(suffix)
    if not is_within or ";" not in media_range or ";" not in media_type:
        return is_within
    wanted_parameters, given_parameters = _parameters(media_range), _parameters(media_type)
    return all(given_parameters.get(name, value) == value for name, value in wanted_parameters.items())


def find_media_type(documented: Iterable[str], given: str) -> str | None:
    """Return the documented media type or range that a message's media type matches, the most specific one first."""
    matching = [each for each in documented if matches(each, given)]
    return max(matching, key=_specificity, default=None)


def negotiate(accept: str, offered: Sequence[str]) -> str | None:
    """Return the media type of the response.

    Args:
        accept: The value of `Accept`; its invalid parts are ignored.
        offered: The media types that the contract documents, the preferred first. A documented range offers every media
            type within it.

    Returns:
        The acceptable one of the highest quality, the first of several; None if none is acceptable.
    """
    ranges = [parsed for part in accept.split(",") if (parsed := _parse(part))]
    best: tuple[float, str] | None = None
    for media_type in offered:
        quality = _quality(ranges, media_type)
        if quality > 0 and (best is None or quality > best[0]):
            best = (quality, media_type)
    return best[1] if best else None


def media_type_in_range(accept: str, media_range: str, default: str) -> str:
    """Return the media type within a documented range that a client accepts most, or else the default.

    Args:
        accept: The value of `Accept`.
        media_range: The range that the contract documents, such as `image/*`.
        default: The media type of a response to a client that accepts no certain one. If it is JSON, so is the result,
            because the body is.
    """
    best = (0.0, default)
    for part in accept.split(","):
        name, quality = _parse(part) or ("", 0.0)
        is_certain = "*" not in name and matches(media_range, name) and (is_json(name) or not is_json(default))
        if is_certain and quality > best[0]:
            best = (quality, name)
    return best[1]


def _quality(ranges: Iterable[tuple[str, float]], media_type: str) -> float:
    """Return the quality that the most specific matching range gives a media type."""
    matching = [
        (_specificity(each), quality)
        for each, quality in ranges
        if matches(each, media_type) or ("*" in media_type and matches(media_type, each))
    ]
    return max(matching)[1] if matching else 0.0


def _specificity(media_range: str) -> tuple[int, int, int]:
    name = essence(media_range)
    return -name.count("*"), len(name), len(_parameters(media_range))


def _parameters(media_type: str) -> Mapping[str, str]:
    """Return the parameters of a media type in lower case."""
    pairs = (each.partition("=") for each in media_type.lower().split(";")[1:])
    return {name.strip(): value.strip().strip('"') for name, separator, value in pairs if separator}


def _parse(part: str) -> tuple[str, float] | None:
    """Return a range of `Accept` without its quality, and the quality; None if it is not valid."""
    name, *parameters = (each.strip() for each in part.split(";"))
    kept = [name]
    quality = "1"
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            quality = value.strip()
            break  # what follows are extensions of `Accept`, not parameters of the media type
        kept.append(parameter)
    if not _RANGE.fullmatch(name) or not _QUALITY.fullmatch(quality):
        return None
    return ";".join(kept), float(quality)
