"""The toolkit around openapi.yaml: one module or subpackage a task."""
