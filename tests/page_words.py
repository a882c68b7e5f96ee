"""The words of a page as a reader gets them."""

from html.parser import HTMLParser


class Words(HTMLParser):
    """Collects tags and words; no element may carry a style or an event of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of the tag."""
        self.tags.append(tag)
        assert not any(name == "style" or name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        """Take note of the words."""
        self.words.append(data)


def words_of(html: str) -> str:
    """Return the words of `html` with single blanks between them."""
    parser = Words()
    parser.feed(html)
    return " ".join(" ".join(parser.words).split())
