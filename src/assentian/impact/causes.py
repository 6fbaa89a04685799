"""Where the record behind a trigger is shown: each room tells the address of its own records.

A record of which nobody knows a page is shown by its entries in the ledger: every trigger leads to its evidence.
"""

from collections.abc import Callable

from django.urls import reverse

from assentian.web.components.lists import Link

Address = Callable[[str, str], str]
"""From the organisation and the key of a record to the address of its page."""


class Causes:
    def __init__(self) -> None:
        self._addresses: dict[str, tuple[str, Address]] = {}

    def add(self, table: str, label: str, address: Address) -> None:
        if table in self._addresses:
            raise ValueError(f"records of {table!r} are shown at two addresses")
        self._addresses[table] = (label, address)

    def link(self, organisation: str, cause: str) -> Link:
        """`cause` is table and key, with what tells two events of one record apart behind a colon or an at sign."""
        table, _, key = cause.partition("/")
        key = key.partition("@")[0].partition(":")[0]
        if table in self._addresses and key:
            label, address = self._addresses[table]
            return Link(label, address(organisation, key))
        return Link("The ledger", f"{reverse('journal:ledger', args=[organisation])}?about={table}/{key}")


causes = Causes()
