"""People, their accounts and memberships, staff lists."""
