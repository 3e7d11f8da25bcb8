"""Has schemathesis's workers read source code one by one: CPython before 3.11.8 can't build two syntax trees at once.

Hypothesis reads that of lambdas. Where another thread does so before it has ended, `ast.parse` raises a SystemError,
"AST constructor recursion depth mismatch" (python/cpython#106905), and a run of several workers ends.
"""

import ast
import functools
import sys
import threading
from typing import Any

_parse = ast.parse
_one_at_a_time = threading.RLock()


@functools.wraps(_parse)
def _parse_alone(*source: Any, **options: Any) -> Any:
    with _one_at_a_time:
        return _parse(*source, **options)


if sys.version_info < (3, 11, 8):
    ast.parse = _parse_alone
