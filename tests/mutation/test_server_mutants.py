"""Mutants of the server, and the contract tests that test them."""

import json
import pickle
import signal
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from scripts import openapi
from scripts.mutation.contract_test_pool import ContractTestPool
from scripts.mutation.fault import ServerFault
from scripts.mutation.fault_proxy import ProxiedResponse
from scripts.mutation.generators import requests, responses, server
from scripts.mutation.mutant import Verdict
from scripts.openapi import Document
from scripts.project import CONTRACT, ROOT
from tests.support import pet_shop
from tests.support.project_contract import DOCUMENT

URLENCODED = "application-x-www-form-urlencoded"


@pytest.mark.parametrize("document", [DOCUMENT, pet_shop.CONTRACT], ids=["ours", "pet shop"])
def test_mutants_have_stable_and_unique_ids(document: Document) -> None:
    ids = [fault.id for fault in server.faults(document)]
    assert len(ids) == len(set(ids)) >= 200
    assert ids == [fault.id for fault in server.faults(json.loads(json.dumps(document)))]
    for operation in openapi.operations(document):
        assert {f"{operation.id}/request/operation-removed", f"{operation.id}/behaviour/latency"} <= set(ids)


@pytest.mark.parametrize("document", [DOCUMENT, pet_shop.CONTRACT], ids=["ours", "pet shop"])
def test_fault_is_another_contract_or_a_middleware(document: Document) -> None:
    before = json.dumps(document)
    for fault in server.faults(document):
        assert (fault.contract is None) is not (fault.middleware is None)
        assert fault.contract != document
        # The middleware is sent to a worker process.
        pickled = pickle.dumps(fault.middleware)
        assert isinstance(pickle.loads(pickled), type(fault.middleware))  # noqa: S301 - made here
    assert json.dumps(document) == before


def test_value_that_is_null_in_the_example_becomes_invalid() -> None:
    schema = {"type": ["string", "null"], "format": "date-time"}
    response = ProxiedResponse(200, (), b'{"at": null}')
    changed = {
        kind: json.loads(responses._edited(("at",), edit, response).body)["at"]  # noqa: SLF001 - a run takes minutes
        for kind, edit in responses._edits(schema, required=True, is_success=True)  # noqa: SLF001
        if kind == "type-changed" or kind.startswith("date-time")
    }
    assert changed["type-changed"] == [{}]
    assert changed["date-time-date-only"] == "2024-05-09"


@pytest.mark.parametrize(("format_", "is_added"), [("binary", False), ("uuid", True)])
def test_form_with_a_required_file_gets_no_urlencoded_mutant(format_: str, is_added: bool) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "format": format_}}, "required": ["a"]}
    operation = {"requestBody": {"content": {"multipart/form-data": {"schema": schema}}}, "responses": {}}
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/x": {"post": operation}}}
    kinds = {fault.kind for fault in requests.faults(document)}
    assert ("media-type-added" in kinds) is is_added


def test_code_names_no_operation() -> None:
    ids = [f'"{operation.id}"' for operation in openapi.operations(DOCUMENT)]
    for path in (ROOT / "scripts/mutation").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [each for each in ids if each in text]


def find(id_: str) -> ServerFault:
    return next(fault for fault in server.faults(DOCUMENT) if fault.id == id_)


@pytest.mark.slow
def test_mutants_get_the_expected_verdicts() -> None:
    """A killed mutant of a request and of a response, an equivalent one, an unreachable one, and a broken mock."""
    removed = find("unbindOpentalk/request/operation-removed")
    property_removed = find("unbindOpentalk/response/property-removed/detail")
    equivalent = find("unbindOpentalk/behaviour/body-of-other-operation/setWebhook")
    unreachable = replace(find("bindOpentalk/error/status-changed/400.422"), operation=removed.operation)
    broken = replace(removed, contract={**DOCUMENT, "paths": {"/x": {"get": {"responses": {}, "parameters": 1}}}})
    # Other tests may have started processes too.
    before = set(psutil.Process().children(recursive=True))
    with ExitStack() as stack:
        pool = ContractTestPool(CONTRACT, stack, 1)
        faults = (removed, property_removed, equivalent, unreachable, broken)
        verdicts = [pool.test(fault) for fault in faults]
    outcomes = [verdict.outcome for verdict in verdicts]
    assert outcomes == ["killed", "killed", "survived", "error", "error"], verdicts
    assert verdicts[0].reason == "status_code_conformance"
    assert verdicts[1].reason == "response_schema_conformance"
    assert str(verdicts[3].reason).startswith("the fault changed nothing")
    assert "contract.yaml" in str(verdicts[4].reason)
    # The resource tracker of multiprocessing ends with this process.
    remaining = [" ".join(child.cmdline()) for child in set(psutil.Process().children(recursive=True)) - before]
    assert [each for each in remaining if "resource_tracker" not in each] == []


@pytest.mark.parametrize(
    "expected",
    [
        {
            "talk/request/narrowed-ascii/header.uid": "boundary_values_accepted",
            "setWebhook/behaviour/intermittent-truncation": "connection_kept",
        },
        pytest.param(
            {
                f"createTrainingData/request/any-of-removed/body.{URLENCODED}": "invalid_values_rejected",
                "talk/request/narrowed-non-empty/query.nickname": "boundary_values_accepted",
                "listMessages/behaviour/data-of-other-caller": "sent_data_listed",
                "talk/behaviour/query-parameter-ignored/nickname": "sent_data_unchanged",
            },
            marks=pytest.mark.nightly,
        ),
    ],
)
@pytest.mark.slow
def test_mutants_are_killed_by_the_check_for_them(expected: dict[str, str]) -> None:
    with ExitStack() as stack:
        pool = ContractTestPool(CONTRACT, stack, 1)
        verdicts = {id_: pool.test(find(id_)) for id_ in expected}
    assert {id_: (verdict.outcome, verdict.reason) for id_, verdict in verdicts.items()} == {
        id_: ("killed", check) for id_, check in expected.items()
    }


def test_mutant_is_an_error_if_tests_fail_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        pool = ContractTestPool(CONTRACT, stack, 1)
        monkeypatch.setattr(pool, "_test", lambda _: ("killed", "a_check"))
        verdict = pool.test(find("unbindOpentalk/request/operation-removed"))
    assert verdict == Verdict("error", "the tests fail without the fault too: a_check", verdict.seconds)


@pytest.mark.parametrize(("end", "code"), [("SIGTERM", 143), ("SIGINT", 130)])
@pytest.mark.slow
def test_interrupted_run_stops_its_processes(tmp_path: Path, end: str, code: int) -> None:
    command = [sys.executable, "-m", "scripts.mutation", "--only", "/request/", "--reports", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline().endswith(" mutants, 2 concurrently\n")
        process = psutil.Process(running.pid)
        # Two workers, and their mocks.
        while len(children := process.children(recursive=True)) < 4:
            assert running.poll() is None
        running.send_signal(getattr(signal, end))
        assert running.wait(120) == code
        assert psutil.wait_procs(children, timeout=30)[1] == []
        assert running.stderr
        assert "Traceback" not in running.stderr.read()
