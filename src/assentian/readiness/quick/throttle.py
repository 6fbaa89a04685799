"""How often one address may send: counted under a keyed hash in memory, forgotten after ten minutes.

No address is stored or logged, and nobody without the installation's secret can turn a counter back into one. Each
server process counts for itself.
"""

import hashlib

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

MOST = 240
"""Sendings of one address in a window: about ten people behind one address at the same time."""
MOST_DOCUMENTS = 30
"""Documents of one address in a window: each takes the server as long as many pages."""
SECONDS = 600


def is_too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Count this request; whether its address asked for more of that than it may."""
    address = request.META.get("REMOTE_ADDR", "")
    key = hashlib.blake2b(address.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()
    name = f"readiness.quick.{what}.{key}"
    cache.add(name, 0, SECONDS)
    try:
        return cache.incr(name) > most
    except ValueError:  # it was forgotten between the two
        return False
