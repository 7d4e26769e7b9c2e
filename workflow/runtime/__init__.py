"""Process plumbing: progress, writes in flight, the garbage collector, a pool for signatures."""
