"""Requests of the code samples, as httpx sends them."""

from collections.abc import Mapping
from types import MappingProxyType

import httpx

from scripts.reference.requests import MULTIPART, SampleRequest


def send_sample(
    client: httpx.Client, sample: SampleRequest, headers: Mapping[str, str] = MappingProxyType({})
) -> httpx.Response:
    """Send a request of the code samples, with its credentials alone.

    Args:
        client: A client of the server.
        sample: The request.
        headers: Further headers.
    """
    credentials = {each.header: f"{each.prefix}a-credential" for each in sample.credentials}
    fields = [(field.name, (field.filename, field.text)) for field in sample.form]
    return client.request(
        sample.operation.method,
        sample.url,
        headers={**sample.headers, **credentials, **headers},
        json=None if sample.form else sample.value,
        data={name: text for name, (_, text) in fields} if sample.media_type != MULTIPART else None,
        files=fields if sample.media_type == MULTIPART else None,
    )
