"""The control API under `/sim`: what the chat page, the tests and the benchmarks use."""
