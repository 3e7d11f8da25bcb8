"""The TypeScript client that `scripts.generate` makes: types by openapi-typescript, and calls by openapi-fetch."""
