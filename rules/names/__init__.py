"""Vietnamese names: who of a staff list a display name may mean, whether two lists mean the same name, their order."""

from rules.names.fitting import Sure, Why
from rules.names.order import sort_key
from rules.names.resolver import Answer, Listed, NameIndex, Proposal, same_person_name
from rules.names.searching import finds, search_words, skeleton, spelled_alike

__all__ = [
    "Answer",
    "Listed",
    "NameIndex",
    "Proposal",
    "Sure",
    "Why",
    "finds",
    "same_person_name",
    "search_words",
    "skeleton",
    "sort_key",
    "spelled_alike",
]
