"""Lock around `ast.parse`, which fails in two threads at once before CPython 3.11.8 (python/cpython#106905).

Hypothesis parses the source of lambdas. If two workers of schemathesis do so concurrently, `ast.parse` raises
"SystemError: AST constructor recursion depth mismatch", which ends the run. Garbage collection during a call
may run code that calls it too.
"""

import ast
import functools
import gc
import sys
import threading
from typing import Any

_parse = ast.parse
_lock = threading.RLock()


@functools.wraps(_parse)
def _locked_parse(*source: Any, **options: Any) -> Any:
    with _lock:
        is_collecting = gc.isenabled()
        gc.disable()
        try:
            return _parse(*source, **options)
        finally:
            if is_collecting:
                gc.enable()


if sys.version_info < (3, 11, 8):
    ast.parse = _locked_parse
