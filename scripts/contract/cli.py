"""Command line of the contract tests: `python -m scripts.contract [--url URL]`."""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts import openapi
from scripts.addresses import host_of, is_loopback
from scripts.contract import accepted, runner
from scripts.contract.contract_run import ContractRun
from scripts.contract.settings import STATEFUL_EXAMPLES, operations_with_404, settings, untestable_phases
from scripts.contract.shard import WHOLE, Shard, shard
from scripts.credentials import credentials
from scripts.editions.options import add_contract_options
from scripts.openapi import Document
from scripts.options import RenamedOption, argument
from scripts.project import BUILD

# Default limit for remote servers, in requests per second.
REMOTE_RATE = 5.0


def main(arguments: list[str] | None = None) -> int:
    """Test a server; return 0 if it satisfies the contract, 1 if it violates it, and 2 if the run is incomplete."""
    options = _options(arguments)
    contract_run = _contract_run(options, openapi.load(options.contract))
    if options.dry_run:
        print("\n".join(contract_run.describe()))
        return 0
    return runner.run(contract_run)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.contract",
        description="Test the mock, or the server at --url, against the contract: with probes, then with schemathesis.",
    )
    add_contract_options(parser)
    parser.add_argument(
        "--url", help="the server to test; its credentials are read from the environment (default: a new mock)"
    )
    parser.add_argument("--dry-run", action="store_true", help="list what would be sent to --url, and send nothing")
    parser.add_argument("--allow-writes", action="store_true", help="send other methods than GET to --url")
    parser.add_argument(
        "--write", action=RenamedOption, new="--allow-writes", dest="allow_writes", nargs=0, const=True, default=False
    )
    parser.add_argument("--stateful", action="store_true", help="test the mock with state")
    parser.add_argument("--seed", type=int, help="the seed of generated requests (default: in schemathesis.toml)")
    parser.add_argument("--max-examples", type=int, help="examples per operation (default: in schemathesis.toml)")
    parser.add_argument(
        "--workers",
        type=argument(_positive),
        default=4,
        help="concurrent requests of the probes, and as many of schemathesis (default: %(default)s)",
    )
    parser.add_argument(
        "--rate",
        type=argument(_rate),
        help="maximum requests per second, or per minute as 100/m (default for remote servers: 5)",
    )
    parser.add_argument("--stop-after", type=argument(_positive), help="stop after this number of findings")
    parser.add_argument(
        "--fail-on",
        choices=("violations", "warnings"),
        default="violations",
        help="what fails a run (default: %(default)s)",
    )
    parser.add_argument("--accepted", type=Path, help="a YAML file of accepted findings, each with a reason and a date")
    parser.add_argument(
        "--shard", type=shard, default=WHOLE, help="test only this share of the operations, such as 2/4"
    )
    parser.add_argument("--reports", type=Path, help="the folder of the reports (default: build/contract[-stateful])")
    options = parser.parse_args(arguments)
    if options.stateful and options.url is not None:
        parser.error("--stateful is for the mock, not for --url")
    if options.url is not None:
        host_of(options.url)
    if options.dry_run and options.url is None:
        parser.error("--dry-run requires --url")
    return options


def _contract_run(options: argparse.Namespace, contract: Document) -> ContractRun:
    is_remote = options.url is not None and not is_loopback(options.url)
    # A loopback address may be a tunnel to a live service.
    read_only = options.url is not None and not options.allow_writes
    reports = (options.reports or BUILD / ("contract-stateful" if options.stateful else "contract")).resolve()
    chosen: dict[str, Any] = settings(
        contract,
        reports,
        is_mock=options.url is None,
        read_only=read_only,
        allow_404=operations_with_404(contract) if options.stateful else (),
    )
    if options.max_examples is not None:
        chosen["generation"]["max-examples"] = options.max_examples
    examples = min(chosen["generation"]["max-examples"], STATEFUL_EXAMPLES)
    chosen.setdefault("phases", {})["stateful"] = {"generation": {"max-examples": examples}}
    # The mock without state returns a deleted example again.
    excluded = ["--exclude-checks", "use_after_free"] if options.url is None and not options.stateful else []
    candidates = [each for each in openapi.operations(contract) if each.is_safe or not read_only]
    operations = options.shard.select(candidates)
    chosen.setdefault("operations", []).extend(options.shard.exclusions(candidates))
    return ContractRun(
        document=contract,
        contract=options.contract,
        url=options.url,
        is_remote=is_remote,
        read_only=read_only,
        stateful=options.stateful,
        operations=operations,
        linked_operations=candidates if options.shard.number == 1 else [],
        credentials=list(credentials(contract).values()),
        # schemathesis reports an error for links to operations that are not tested.
        phases=[each for each in options.shard.phases if each != "stateful" or not read_only],
        required_phases=[] if read_only else _required_phases(options.shard, contract),
        settings=chosen,
        reports=reports,
        options=[*_schemathesis_options(vars(options)), *excluded, *(_exclusions(contract) if read_only else [])],
        workers=options.workers,
        rate=options.rate or (REMOTE_RATE if is_remote else None),
        stop_after=options.stop_after,
        fail_on=options.fail_on,
        accepted=accepted.load(options.accepted) if options.accepted else (),
    )


def _required_phases(shard: Shard, contract: Document) -> list[str]:
    untestable = untestable_phases(contract)
    return [phase for phase in shard.required_phases if phase not in untestable]


def _exclusions(contract: Document) -> list[str]:
    """Return the options that exclude each GET with effects."""
    excluded = [each.id for each in openapi.operations(contract) if each.method == "GET" and not each.is_safe]
    return [part for name in excluded for part in ("--exclude-operation-id", name)]


def _schemathesis_options(options: Mapping[str, Any]) -> list[str]:
    given = {name: options[name] for name in ("seed",) if options[name] is not None}
    if options["stop_after"] is not None:
        given["max-failures"] = options["stop_after"]
    return [part for name, value in given.items() for part in (f"--{name}", str(value))]


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"{text!r} is not a positive integer")
    return int(text)


def _rate(text: str) -> float:
    """Return the requests per second of a rate such as `5`, `5/s` or `100/m`.

    Raises:
        ValueError: The text is not a rate.
    """
    found = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)(?:/([smh]))?", text)
    if not found or not float(found[1]):
        raise ValueError(f"{text!r} is not a rate: write 5 or 5/s for five requests per second, or 100/m")
    return float(found[1]) / {None: 1, "s": 1, "m": 60, "h": 3600}[found[2]]
