"""The ledger's tables by subject. What they mean is told in docs/architecture.md."""

from storage.tables import messages, organisation, people, proof, publishing, upkeep, week

__all__ = ["messages", "organisation", "people", "proof", "publishing", "upkeep", "week"]
