"""The mock server: a gateway in front of Prism, which runs as its child. Start it with `python -m scripts.mock`."""
