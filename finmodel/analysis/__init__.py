"""Analysis: questions over several cases - compare, bridge, solve, history - each answered by the engine, never estimated."""
