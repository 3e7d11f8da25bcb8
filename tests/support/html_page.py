"""A parsed HTML page."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """An HTML page.

    Attributes:
        ids: The ids of its elements.
        links: The targets of its links.
        resources: The URLs that it loads.
        elements: The names of its elements.
        text: Its text.
    """

    def __init__(self, content: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.resources: list[str] = []
        self.elements: set[str] = set()
        self.text = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element."""
        attributes = dict(attrs)
        self.elements.add(tag)
        self.ids += [attributes["id"] or ""] if "id" in attributes else []
        (self.links if tag == "a" else self.resources).extend(
            attributes[name] or "" for name in ("href", "src") if name in attributes
        )

    def handle_data(self, data: str) -> None:
        """Add text."""
        self.text += data
