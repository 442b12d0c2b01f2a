"""What is pushed to us: lines that are held, doors where it is knocked, and how that comes into the diary."""

from monitor.streams.switchboard import Streams, door_of, tapper_for

__all__ = ["Streams", "door_of", "tapper_for"]
