"""Lines that stay open: what comes out of a websocket, of server-sent events, of a mailbox."""

from monitor.fetch.taps.tapper import Tapper, endpoint_of

__all__ = ["Tapper", "endpoint_of"]
