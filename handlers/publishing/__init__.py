"""Pages of units and featured pages."""
