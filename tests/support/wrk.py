"""wrk, the load generator of the benchmarks."""

import os
import shutil

import pytest

requires_wrk = pytest.mark.skipif(
    shutil.which("wrk") is None and os.environ.get("CI") != "true", reason="wrk is missing: apt-get install wrk"
)
