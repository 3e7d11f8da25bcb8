"""Parser of openapi-python-client: its input, and what the client needs of its output."""

from pathlib import Path

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError

from scripts.generate.python.documents import media_type_overrides
from scripts.generate.python.expressions import instance
from scripts.generate.python.extensions import extended_parser
from scripts.generate.python.reserved import class_overrides, rename
from scripts.openapi import Document


def parse(
    document: Document, settings: ConfigFile, directory: Path | None = None
) -> tuple[GeneratorData | GeneratorError, Config]:
    """Parse a contract.

    Args:
        document: The contract, as `prepare` returns it.
        settings: The settings of the generator.
        directory: The directory of the client, if it will be written.

    Returns:
        The operations and models, or an error, and the complete configuration.
    """
    config = Config.from_sources(settings, MetaType.UV, Path(), "utf-8", False, directory)
    config.content_type_overrides = {**media_type_overrides(document), **config.content_type_overrides}
    config.class_overrides = {**class_overrides(document), **config.class_overrides}
    with extended_parser():
        parsed = GeneratorData.from_dict(document, config=config)
    if isinstance(parsed, GeneratorData):
        rename(parsed, config)
        for collection in parsed.endpoint_collections_by_tag.values():
            for endpoint in collection.endpoints:
                # The class of a body selects its media type: the first one of each class.
                by_class = {instance(body.prop): body for body in reversed(endpoint.bodies)}
                endpoint.bodies = [body for body in endpoint.bodies if body in by_class.values()]
    return parsed, config
