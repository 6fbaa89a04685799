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
SECONDS = 600


def is_too_often(request: HttpRequest) -> bool:
    """Count this request; whether its address has sent more than it may."""
    address = request.META.get("REMOTE_ADDR", "")
    key = hashlib.blake2b(address.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()
    name = f"readiness.quick.{key}"
    cache.add(name, 0, SECONDS)
    try:
        return cache.incr(name) > MOST
    except ValueError:  # it was forgotten between the two
        return False
