"""Security schemes and requirements of a contract: the only module that reads them."""

from dataclasses import dataclass

from scripts.openapi import Document, Operation, resolve
from scripts.project import UserError


@dataclass(frozen=True)
class SecurityScheme:
    """A way to authenticate.

    Attributes:
        id: Its name in `components.securitySchemes`.
        type: `apiKey`, `http`, `oauth2`, `openIdConnect` or `mutualTLS`.
        location: Where the credential is: `header`, `query`, `cookie`, or `tls` for a certificate of the connection.
        name: The name of the header, query parameter or cookie.
        scheme: The HTTP authentication scheme in lower case, such as `bearer`; empty if the credential has none.
        description: What the contract says about it.
    """

    id: str
    type: str
    location: str
    name: str
    scheme: str
    description: str


# Alternatives in the contract's order. Each needs all its schemes; an empty one needs no credential.
Requirements = tuple[tuple[SecurityScheme, ...], ...]


def security_schemes(document: Document) -> dict[str, SecurityScheme]:
    """Return the security schemes of a contract by their names.

    Raises:
        UserError: A scheme is not one of OpenAPI's.
    """
    declared = document.get("components", {}).get("securitySchemes", {})
    return {name: _scheme(name, resolve(document, node)) for name, node in declared.items()}


def security_requirements(document: Document, operation: Operation) -> Requirements:
    """Return the alternative sets of security schemes of an operation; a request must satisfy one set.

    Returns:
        The alternatives; none if the operation needs no credential. The operation's own `security` replaces the
        document's (OpenAPI 3.1, 4.8.10).

    Raises:
        UserError: A requirement names a scheme that the contract does not define.
    """
    schemes = security_schemes(document)
    alternatives = operation.definition.get("security", document.get("security")) or []
    for name in (name for alternative in alternatives for name in alternative if name not in schemes):
        raise UserError(f"{operation.label}: security names {name!r}, which components.securitySchemes does not define")
    return tuple(tuple(schemes[name] for name in alternative) for alternative in alternatives)


def _scheme(name: str, node: Document) -> SecurityScheme:
    described = str(node.get("description", ""))
    match node.get("type"):
        case "apiKey" if node.get("in") in {"header", "query", "cookie"} and "name" in node:
            return SecurityScheme(name, "apiKey", node["in"], node["name"], "", described)
        case "http" if "scheme" in node:
            return SecurityScheme(name, "http", "header", "Authorization", str(node["scheme"]).lower(), described)
        case "oauth2" | "openIdConnect" as kind:
            return SecurityScheme(name, kind, "header", "Authorization", "bearer", described)
        case "mutualTLS":
            return SecurityScheme(name, "mutualTLS", "tls", "", "", described)
    raise UserError(
        f"#/components/securitySchemes/{name}: not a security scheme of OpenAPI: type must be apiKey (with in and "
        "name), http (with scheme), oauth2, openIdConnect or mutualTLS"
    )
