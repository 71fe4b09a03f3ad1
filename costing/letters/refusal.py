"""Why a kind of paper may not be written for a case: the fields that are missing or speak against it, each with what to do."""

from collections.abc import Mapping


class CannotWrite(ValueError):
    """`messages` are sentences keyed by dotted field path, as in a refused question."""

    def __init__(self, messages: Mapping[str, list[str]]) -> None:
        self.messages = dict(messages)
        super().__init__("; ".join(f"{field}: {' '.join(said)}" for field, said in self.messages.items()))
