"""The mock server: validates requests against the contract, and sends the responses that Prism generates."""
