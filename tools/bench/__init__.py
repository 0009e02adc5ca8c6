"""`make bench`: generated systems of several sizes on both databases, measured page by page; see docs/benchmarks.md."""
