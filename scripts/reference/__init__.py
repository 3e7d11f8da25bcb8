"""The readable reference of a contract: pages for a browser, with a sample of every request that has an example."""
