"""Generator of the TypeScript client: types by openapi-typescript, requests by openapi-fetch."""
