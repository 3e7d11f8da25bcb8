"""The SDK that `scripts.generate` puts on top of the generator's functions: what it calls things, and its modules."""
