"""The one error of every question: which field is wrong or missing, and what to do."""

from collections.abc import Mapping


class Refused(ValueError):
    """`messages` are sentences keyed by dotted field path: {"order.dose": ["Enter the dose as a number, such as 2 or 0.4."]}."""

    def __init__(self, messages: Mapping[str, list[str]]) -> None:
        self.messages = dict(messages)
        super().__init__("; ".join(f"{field}: {' '.join(said)}" for field, said in self.messages.items()))


def refuse(field: str, sentence: str) -> Refused:
    """A refusal of one field."""
    return Refused({field: [sentence]})
