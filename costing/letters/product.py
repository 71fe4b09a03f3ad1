"""What a letter needs to know of a product."""

from typing import Protocol

from payer_rules.dated import Provenance


class Product(Protocol):
    """The reference's product as a letter sees it; `billing_unit_mg` is what one unit of `hcpcs` holds."""

    @property
    def id(self) -> str:
        """The id in the order, such as `octagam_10`."""

    @property
    def name(self) -> str:
        """The name on the label."""

    @property
    def hcpcs(self) -> str:
        """The billing code."""

    @property
    def billing_unit_mg(self) -> int:
        """Milligrams in one billing unit."""

    @property
    def routes(self) -> tuple[str, ...]:
        """`IV`, `SC` or both."""

    @property
    def labelled_for_dm(self) -> bool:
        """Whether the label names dermatomyositis in adults."""

    @property
    def dm_label(self) -> Provenance:
        """Who vouches for that."""
