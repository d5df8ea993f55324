"""Tells which links are posts, whose platform and page they are on, and when two of them are the same post."""

from rules.links.finding import find
from rules.links.model import Kind, Link, Platform
from rules.links.pages import owner_key, page_key
from rules.links.recognition import recognise

__all__ = ["Kind", "Link", "Platform", "find", "owner_key", "page_key", "recognise"]
