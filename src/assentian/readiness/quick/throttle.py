"""How often one address may send, to whichever process of the installation: counted in the database for ten minutes.

No address is stored or logged. A counter stands under a keyed hash of address and ten minutes, so that nobody without
the installation's secret can turn it back into an address, and two counters of one address have nothing in common. What
is over goes with the first sending after it.
"""

import hashlib

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from assentian.journal.context import now
from assentian.readiness.models import Sendings

MOST = 240
"""Sendings of one address in a window: about ten people behind one address at the same time."""
MOST_DOCUMENTS = 30
"""Documents of one address in a window: each takes the server as long as many pages."""
SECONDS = 600
_COUNT = """
    INSERT INTO readiness_sendings (name, slot, number) VALUES (%s, %s, 1)
    ON CONFLICT (name) DO UPDATE SET number = readiness_sendings.number + 1
    RETURNING number
"""


def is_too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Count this request; whether its address asked for more of that than it may."""
    slot = int(now().timestamp()) // SECONDS
    told = f"{what}:{slot}:{request.META.get('REMOTE_ADDR', '')}".encode()
    name = hashlib.blake2b(told, key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [name, slot])
        number: int = cursor.fetchone()[0]
    if number == 1:
        Sendings.objects.filter(slot__lt=slot).delete()
    return number > most
