"""Contract tests of the mock or another server: probes derived from the contract, and schemathesis."""
