"""Reads the forms of a page as a browser would send them."""

from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

Form = MultiDict[str, str]


class _Forms(HTMLParser):
    """Collects every form's address and the values its controls hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Form]] = []
        self.select: str | None = None
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), MultiDict()))
        elif tag == "input" and self._is_sent(given):
            self.forms[-1][1].add(given["name"], given.get("value", ""))
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and self.select and "selected" in given:
            self.forms[-1][1].add(self.select, given["value"])
        elif tag == "textarea":
            self.area = given["name"]

    def _is_sent(self, given: dict[str, str]) -> bool:
        return "name" in given and (given.get("type") not in ("radio", "checkbox") or "checked" in given)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][1].add(self.area, data.lstrip("\n"))
            self.area = None

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = None


def forms_of(page: str) -> list[tuple[str, Form]]:
    """The address and the values of every form."""
    reader = _Forms()
    reader.feed(page)
    return reader.forms


def form_of(page: str, holding: str = "row_version") -> tuple[str, Form]:
    """The address and the values of the first form that holds a control of that name."""
    return next((action, form) for action, form in forms_of(page) if holding in form)
