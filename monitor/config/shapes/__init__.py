"""The parts of vigie.yaml, and what each key is for."""

from monitor.config.shapes.asked import SourceShape
from monitor.config.shapes.head import SECTIONS, Head
from monitor.config.shapes.told import RuleShape, TargetShape
from monitor.config.shapes.watched import BrandShape, ContextShape, EventShape, LexiconShape, MuteShape

__all__ = [
    "SECTIONS",
    "BrandShape",
    "ContextShape",
    "EventShape",
    "Head",
    "LexiconShape",
    "MuteShape",
    "RuleShape",
    "SourceShape",
    "TargetShape",
]
