"""Limits on what is read of a request, so that no request takes long or fills the memory."""

from scripts.validation.errors import LimitExceeded

# Files are not counted: their bytes are dropped as they arrive.
MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_FIELDS = 10_000
# All violations of a body are listed if it has no more bytes than this; of a larger one only the first, as each takes
# about 10 µs.
MAX_EXPLAINED_BYTES = 4 * 1024
# Python takes quadratic time to read an integer.
MAX_DIGITS = 4000


def body_too_large(limit: int = MAX_BODY_BYTES) -> LimitExceeded:
    """Return the error for a body that has more bytes than a limit."""
    return LimitExceeded.at(400, "body", f"is larger than {limit // 2**20} MiB, files aside")
