"""Hold a server to the contract with schemathesis: the mock, which it starts itself, or whatever answers at a URL."""

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w

from scripts import openapi
from scripts.addresses import host_of, is_loopback
from scripts.contract.settings import STATEFUL, documenting_404, settings
from scripts.contract.shard import OF_OTHERS, WHOLE, shard
from scripts.credentials import Credential, credentials, made_up
from scripts.openapi import Operation
from scripts.project import BUILD, CONTRACT, ROOT, Failure, run
from scripts.serving import running_mock

# A live service is asked no faster than this, in schemathesis's notation.
LIVE_RATE = "5/s"
DEPARTURES = "departures.txt"


@contextlib.contextmanager
def server(
    url: str | None, contract: Path, known: Sequence[Credential], log: Path, options: Sequence[str] = ()
) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the address to test and the environment with the credentials for it; start the mock if there is no URL.

    Args:
        url: The address, or None for the mock.
        contract: What the mock serves.
        known: The contract's credentials.
        log: Where the mock logs.
        options: Further options of the mock.

    Raises:
        Failure: The mock doesn't start, or a credential for the URL is missing.
    """
    if url is not None:
        if missing := [each.variable for each in known if not os.environ.get(each.variable)]:
            raise Failure(f"{' and '.join(missing)}: not set; a test of {url} needs all credentials")
        yield url, os.environ
        return
    given, admitted = made_up(known)
    with running_mock(log, contract, options, admitted) as mock:
        print(f"contract: the mock answers at {mock.url}", flush=True)
        yield mock.url, {**os.environ, **given}


def verdict(report: Mapping[str, Any], operations: int, phases: Collection[str]) -> tuple[int, str]:
    """Return the exit code and the closing line for schemathesis's report of a run.

    Args:
        report: The report, as schemathesis writes it with `--report json`.
        operations: How many had to be tested.
        phases: Those that had to test something; none if there may be operations that can't be tested.
    """
    tested, total = report["operations"]["tested"], report["operations"]["total"]
    cases = report["test_cases"]["generated"]
    skipped = [name for name, phase in report["phases"].items() if phase["status"] not in {"success", "failure"}]
    figures = (
        f"{tested} of {total} operations, {cases} requests, {len(report['phases']) - len(skipped)} of "
        f"{len(report['phases'])} phases, seed {report['seed']}, {report['running_time']:.1f} s"
    )
    if report["failures"]:
        titles = "; ".join(f"{failure['title']}: {failure['count']}" for failure in report["failures"])
        return 1, f"broken ({titles}); {figures}"
    if report["errors"] or not report["complete"]:
        reasons = "; ".join(str(error.get("title", error)) for error in report["errors"]) or report["stop_reason"]
        return 2, f"not tested to the end ({reasons}); {figures}"
    missing = [name for name in skipped if name in phases]
    # Beside those of a share, the stateful phase reaches others.
    untested = phases and set(report["operations"]["skip_reasons"]) - OF_OTHERS
    if tested < operations or missing or untested:
        return 2, f"not tested as a whole (left out: {', '.join(missing) or 'operations'}); {figures}"
    return 0, f"kept; {figures}"


def plan(  # noqa: PLR0913 - what a run is made of
    url: str,
    operations: Sequence[Operation],
    known: Sequence[Credential],
    chosen: Mapping[str, Any],
    phases: Sequence[str],
    *,
    read_only: bool,
) -> Iterator[str]:
    """Yield the lines that tell what a run would send.

    Args:
        url: Where to.
        operations: What would be tested.
        known: The contract's credentials.
        chosen: The settings of schemathesis.
        phases: The phases of schemathesis.
        read_only: Nothing but GET would be sent.
    """
    yield f"contract: a dry run: nothing is sent to {url}; these would be:"
    for each in operations:
        yield f"  {each.method:6} {each.path}  ({each.id})"
    if not read_only:
        yield "  and each method that one of these paths doesn't have, to see it refused with 405"
    yield f"phases: {', '.join(phases)}; {chosen['generation']['max-examples']} examples an operation at most"
    yield f"rate: {chosen.get('rate-limit', 'as fast as it answers')}"
    for credential in known:
        yield f"credential: {credential.variable} is {'set' if os.environ.get(credential.variable) else 'missing'}"


def written(chosen: Mapping[str, Any], reports: Path) -> Path:
    """Make the folder of the reports ready, write the settings of schemathesis into it and return their path.

    Raises:
        Failure: Nothing can be written there.
    """
    configuration = reports / "schemathesis.toml"
    try:
        # What a former run has left would be taken for this one's.
        for name in ("report.json", "junit.xml", "mock.log", DEPARTURES):
            (reports / name).unlink(missing_ok=True)
        shutil.rmtree(reports / "html", ignore_errors=True)
        reports.mkdir(parents=True, exist_ok=True)
        configuration.write_text(tomli_w.dumps(chosen), encoding="utf-8")
    except OSError as error:
        raise Failure(f"{error.filename}: {str(error.strerror).lower()}: name another folder with --reports") from error
    return configuration


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.contract", description=__doc__)
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the OpenAPI document (default: %(default)s)")
    parser.add_argument("--url", help="test what answers here; the environment has the credentials")
    parser.add_argument("--dry-run", action="store_true", help="tell what would be sent to the URL, and send nothing")
    parser.add_argument("--write", action="store_true", help="send more than GET to a URL beyond this machine")
    parser.add_argument("--stateful", action="store_true", help="test the mock with state")
    parser.add_argument("--seed", type=int, help="make other requests than with the seed in schemathesis.toml")
    parser.add_argument("--max-examples", type=int, help="examples an operation, other than in schemathesis.toml")
    parser.add_argument(
        "--workers",
        type=int,
        help="operations tested at the same time, for servers that are slow to answer (default: 1)",
    )
    parser.add_argument(
        "--shard", type=shard, default=WHOLE, help="test but this share of the operations, such as 2/4 for the second"
    )
    parser.add_argument(
        "--reports", type=Path, help="the folder of the reports (default: build/contract, or -stateful)"
    )
    options = parser.parse_args(arguments)
    if options.stateful and options.url is not None:
        parser.error("--stateful is about the mock, and --url about another server")
    if options.dry_run and options.url is None:
        parser.error("--dry-run is about what would be sent to --url")
    return options


def main(arguments: list[str] | None = None) -> int:
    """Test a server: 0 if it keeps the contract, 1 if it breaks it, 2 if that could not be found out."""
    options = _options(arguments)
    contract = openapi.load(options.contract)
    known = list(credentials(contract).values())
    live = options.url is not None and not is_loopback(options.url)
    read_only = live and not options.write
    kind = STATEFUL if options.stateful else ()
    folder = options.reports or BUILD / ("contract-stateful" if options.stateful else "contract")
    reports = folder.resolve()
    may_miss = documenting_404(contract) if options.stateful else []
    chosen = settings(contract, reports, mock=options.url is None, read_only=read_only, may_miss=may_miss)
    if options.max_examples is not None:
        chosen["generation"]["max-examples"] = options.max_examples
    if live:
        chosen["rate-limit"] = LIVE_RATE
    operations = [each for each in openapi.operations(contract) if each.method == "GET" or not read_only]
    share = options.shard.of(operations)
    chosen.setdefault("operations", []).extend(options.shard.leaving_out(operations))
    # To follow links where they lead to nothing that is tested is an error.
    phases = [each for each in options.shard.phases if each != "stateful" or not read_only]
    if options.dry_run:
        print("\n".join(plan(options.url, share, known, chosen, phases, read_only=read_only)))
        return 0
    report = reports / "report.json"
    configuration = written(chosen, reports)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration)),
        *("run", str(options.contract.resolve()), "--checks", "all", "--phases", ",".join(phases)),
        *("--report", "json,junit,html", "--report-json-path", str(report)),
        *("--report-junit-path", str(reports / "junit.xml"), "--report-html-path", str(reports / "html")),
        *(["--include-method", "GET"] if read_only else []),
        *(["--seed", str(options.seed)] if options.seed is not None else []),
        *(["--workers", str(options.workers)] if options.workers is not None else []),
    ]
    with server(options.url, options.contract, known, reports / "mock.log", kind) as (url, environment):
        if read_only:
            print(f"contract: {url} is not this machine: only GET is sent, {LIVE_RATE} at most; --write sends all")
        # This machine is asked without a proxy, which would else be looked for before each request.
        direct = {} if live else {"no_proxy": host_of(url)}
        ended = subprocess.run([*command, "--url", url], env={**environment, **direct}, cwd=ROOT, check=False)
    if not report.exists():
        raise Failure(f"schemathesis ended with {ended.returncode} and without a report; what it said stands above")
    needed = (1, ()) if read_only else (len(share), options.shard.required)
    code, line = verdict(json.loads(report.read_text(encoding="utf-8")), *needed)
    if code == 1:
        print(f"\n{(reports / DEPARTURES).read_text(encoding='utf-8')}")
    print(f"contract: {line}; reports in {folder}")
    return code


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    run("contract", main)
