"""The sub-commands of `minhchung`, one module for each kind of work; loaded only when called."""
