"""Three validators over the same generated requests: ours, Prism and openapi-core."""
