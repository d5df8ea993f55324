"""Tells which links are posts, whose platform and page they are on, and when two of them are the same post."""

from rules.links.finding import find
from rules.links.model import Kind, Link, Platform
from rules.links.pages import mark_of, may_show, owner_key, page_key
from rules.links.recognition import recognise
from rules.links.shorteners import Door, door_of, leads_on, next_address

__all__ = [
    "Door",
    "Kind",
    "Link",
    "Platform",
    "door_of",
    "find",
    "leads_on",
    "mark_of",
    "may_show",
    "next_address",
    "owner_key",
    "page_key",
    "recognise",
]
