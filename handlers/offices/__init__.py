"""Those who answer for units: roles, groups, staff lists."""
