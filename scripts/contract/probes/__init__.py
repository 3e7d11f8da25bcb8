"""Own requests of the contract tests, which run concurrently before schemathesis: a module for each subject."""
