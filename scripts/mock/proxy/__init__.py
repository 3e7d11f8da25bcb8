"""The validation proxy: lets traffic through to a server as it comes, and tells where it departs from the contract."""
