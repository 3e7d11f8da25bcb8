"""An HTTP/1.1 server over asyncio and llhttp: synchronous handlers, with a bridge to ASGI applications."""
