"""Units in time, roles, codes, settings, rules, closed weeks."""
